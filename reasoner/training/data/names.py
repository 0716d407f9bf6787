"""First names to tell stories about, common and rare: a learner has to hear them, not to know them."""

# ruff: noqa: SIM905 (a long list of words reads better so)

from __future__ import annotations

import random

__all__ = ["BOYS", "GIRLS", "NAMES", "names"]

GIRLS = tuple(
    """
    Abigail Ada Adele Adriana Agnes Aisha Alana Alba Alejandra Alexa Alexandra Alexis Alice Alicia Alina Alma Alyssa
    Amanda Amber Amberly Amelia Amina Amy Ana Anastasia Andrea Angela Angelica Anita Ann Anna Annette Antonia April
    Ariana Ashley Astrid Audrey Audrie Aurora Ava Barbara Beatrice Belinda Bella Bernadette Bernita Beth Bethany
    Betty Beverly Bianca Bonnie Brandi Brenda Bridget Brittany Brooke Camila Candace Carla Carmen Carol Caroline
    Carrie Cassandra Catherine Cecilia Celeste Charlotte Chelsea Cheryl Chloe Christie Christina Cindy Claire Clara
    Claudia Colleen Conception Connie Cora Crista Crystal Cynthia Daisy Dana Daniela Daphne Darla Dawn Deborah Delfina
    Delia Denise Desiree Diana Dolores Donna Dora Doris Dorothy Edith Eileen Elaine Elanor Eleanor Elena Eliza
    Elizabeth Ella Ellen Eloise Elsa Elsie Emily Emma Erica Erin Esmeralda Esperanza Estelle Esther Eva Evelyn Faith
    Fatima Felicia Fiona Flora Florence Frances Freya Gabriela Gail Georgia Gina Giselle Gladys Gloria Grace Greta
    Gwendolyn Gwenn Hailey Hannah Harriet Hazel Heather Heidi Helen Helena Helene Hilary Holly Ida Inga Ingrid Irene
    Iris Isabel Isla Ivy Jacqueline Jada Jamila Jane Janet Janice Jasmine Jaymie Jeanette Jenna Jennifer Jessica Jill
    Joan Joanna Jocelyn Josephine Joy Joyce Juanita Judith Julia Juliana Julie June Kandi Karen Karina Kate Katherine
    Kathleen Katie Keisha Kelly Kendra Kimberly Kirsten Kristin Lara Latoya Laura Lauren Layla Leah Leda Leila Lena
    Leona Leticia Lila Lillian Lily Linda Lisa Lois Lola Lorena Loretta Lorine Lorraine Louise Lucia Lucy Lydia Mabel
    Madeline Maggie Mandy Marcella Margaret Maria Mariana Marie Marilyn Marina Marjorie Marlene Marsha Martha Mary
    Matilda Maureen Maxine Maya Maybelle Megan Melanie Melinda Melissa Mercedes Meredith Mia Michaela Michelle Mila
    Mildred Millicent Millie Mina Minerva Miranda Miriam Molly Mona Monica Nadia Nancy Naomi Natalie Natasha Nelly
    Nicole Nina Nora Norma Odette Olga Olive Olivia Opal Paige Pamela Patricia Paula Pauline Pearl Penelope Petra
    Phoebe Phyllis Priscilla Priya Rachel Ramona Rashida Rebecca Regina Renata Rita Roberta Robin Rosa Rosalie Rose
    Rosemary Roxanne Ruby Ruth Sabrina Sadie Sally Samantha Sandra Sara Savannah Selena Serena Shalonda Shannon
    Sharon Shaunda Sheila Shelby Shenna Sherrie Shirley Sienna Silvia Sima Simone Sofia Sonia Sophie Stacy Stella
    Stephanie Sue Susan Suzanne Sylvia Tamara Tamika Tanya Tara Tatiana Teresa Teressa Tessa Thelma Theresa Tiffany
    Tina Tonya Tracy Trisha Ursula Valerie Vanessa Vera Veronica Victoria Vina Viola Violet Virginia Vivian Wanda
    Wendy Whitney Willa Wilma Yasmin Yolanda Yoland Yvette Yvonne Zara Zelda Zoe
    """.split()
)
BOYS = tuple(
    """
    Aaron Abdul Abraham Adam Adrian Ahmed Alan Albert Alberto Alec Alejandro Alex Alexander Alfonso Alfred Ali
    Allen Alvin Amir Anders Andre Andree Andrew Andy Angelo Anthony Antonio Antwan Archie Armando Arnold Arthur Arturo
    Barry Basil Ben Benedict Benjamin Bernard Bill Bjorn Blake Bob Boris Brad Bradley Brandon Brendan Brent Brett
    Brian Bruce Bruno Bryan Byron Caleb Calvin Cameron Carl Carlos Casey Cedric Cesar Chad Charles Chester Chris
    Christian Christopher Clarence Clark Claude Clayton Clifford Clyde Cody Colin Connor Conrad Corey Craig Curtis
    Cyrus Dale Dallas Damian Dan Daniel Darius Darrell Darren Dave David Dean Delbert Dennis Derek Desmond Dexter
    Diego Dirk Dominic Don Donald Douglas Duane Duncan Dustin Dwayne Dylan Earl Eddie Edgar Edmund Eduardo Edward
    Edwin Eli Elias Elijah Elliot Emil Emilio Enrique Eric Ernest Ernesto Ethan Eugene Evan Felipe Felix Fernando
    Fidel Finn Fletcher Floyd Francis Francisco Frank Franklin Fred Frederick Gabriel Garrett Gary Gavin George Gerald
    Gilbert Giovanni Glenn Gordon Graham Grant Greg Gregory Guillermo Gustavo Guy Hakim Hank Harold Harris Harry
    Harvey Hassan Hector Henry Herbert Herman Homer Horace Howard Hubert Hugh Hugo Ian Ibrahim Ignacio Igor Irving
    Isaac Isaiah Ivan Jack Jackson Jacob Jaime Jake Jamal James Jamey Jared Jason Javier Jay Jeff Jeffrey Jeremy Jerome
    Jerry Jesse Jim Jimmy Joaquin Joe Joel John Jonah Jonas Jonathan Jordan Jorge Jose Joseph Joshua Juan Julian
    Julio Julius Justin Karl Keith Kelvin Ken Kenneth Kent Kevin Kirk Klaus Kristian Kurt Kyle Lamar Lance Larry Lars
    Lawrence Lee Leo Leon Leonard Leroy Leslie Lester Levi Lewis Liam Lionel Lloyd Logan Louis Lucas Luis Luke Luther
    Malcolm Manuel Marc Marco Marcus Mario Mark Marshall Martin Marvin Mason Mateo Matthew Maurice Max Maxwell Melvin
    Michael Miguel Mike Miles Milton Mitchell Mohammed Morris Moses Nathan Nathaniel Neil Nelson Nicholas Nick Nigel
    Nikolai Noah Noel Norman Oliver Omar Orlando Oscar Osvaldo Otis Otto Owen Pablo Patrick Paul Pedro Percy Perry
    Pete Peter Philip Pierre Quentin Rafael Ralph Ramon Randall Randy Raul Ray Raymond Reginald Rene Rex Ricardo
    Richard Rick Robert Roberto Rodney Rodrigo Roger Roland Roman Ron Ronald Rory Ross Roy Ruben Rudolph Russell Ryan
    Sal Sam Samir Samuel Santiago Saul Scott Sean Sebastian Sergio Seth Shane Shawn Sidney Simon Spencer Stanley
    Stefan Stephen Steve Steven Stuart Sven Tariq Ted Terence Theodore Thomas Tim Timothy Tobias Todd Tom Tommy Tony
    Travis Trevor Tristan Troy Tyler Tyrone Vernell Vernon Victor Vincent Vladimir Wade Wallace Walter Warren Wayne
    Wesley Wilbur Willard William Willian Willie Winston Xavier Yusuf Zachary
    """.split()
)
NAMES = GIRLS + BOYS


def names(rng: random.Random, count: int) -> list[str]:
    """So many different ones."""
    return rng.sample(NAMES, count)
