"""Names and everyday things that questions are filled with."""

from __future__ import annotations

from .patterns import listed

__all__ = ["CITIES", "COUNTABLE", "FAMILY", "FOODS", "FRIENDS", "HOBBIES", "JOBS", "PETS", "ROOMS"]
FRIENDS = listed("""
    Tom, Anna, Peter, Maria, Paul, Laura, David, Emma, Max, Julia, Daniel, Sophie, Martin, Lucy, Oscar, Clara,
    Henry, Alice, Robert, Nina, Victor, Grace, Simon, Helen, Felix, Rose, Adam, Eva, Leo, Diana, Frank, Monica,
    George, Linda, Edward, Susan, Oliver, Hannah, Jack, Olivia, Sam, Molly, Ben, Ruth, William, Kate, James,
    Amy, Lucas, Sarah, Charles, Emily, Michael, Lisa, Thomas, Ella, Arthur, Nora, Walter, Ivy, Hugo, Vera,
    Jonas, Marta, Ravi, Priya, Omar, Fatima, Kenji, Yuki, Carlos, Elena, Diego, Carmen, Leila, Ivan, Olga,
    Mario, Chiara, Pierre, Camille
""")
CITIES = listed("""
    London, Paris, Berlin, Madrid, Rome, Vienna, Boston, Chicago, Denver, Dublin, Oslo, Lisbon, Toronto, Sydney,
    Tokyo, Cairo, Mumbai, Seattle, Hamburg, Munich, Milan, Glasgow, Leeds, Bristol, Dallas, Miami, Lyon, Porto,
    Prague, Warsaw, Athens, Helsinki, Zurich, Delhi, Nairobi, Melbourne, Vancouver, Houston, Atlanta, Edinburgh,
    Manchester, Liverpool, Copenhagen, Stockholm, Budapest, Brussels, Bangkok, Seoul
""")
FAMILY = listed("""
    mother, father, sister, brother, grandmother, grandfather, aunt, uncle, cousin, son, daughter, wife,
    husband, neighbor, friend, boss, teacher, niece, nephew
""")
FOODS = listed("""
    pizza, pasta, soup, rice, salad, chocolate, bread, cheese, fish, apple pie, ice cream, sushi, curry, toast,
    lasagna, roast chicken, mushroom soup, tomato soup, risotto, porridge, fruit salad, goulash, chocolate cake,
    carrot cake, potato salad
""")
HOBBIES = listed("""
    reading, swimming, cooking, gardening, dancing, painting, hiking, fishing, singing, cycling, running,
    playing chess, tennis, photography, knitting, playing the piano, playing the guitar, baking, sailing,
    skiing, yoga, drawing, traveling, bird watching, collecting stamps, solving puzzles, climbing, playing
    cards, pottery
""")
JOBS = listed("""
    teacher, nurse, doctor, baker, carpenter, farmer, driver, cook, gardener, engineer, painter, plumber,
    lawyer, writer, singer, pilot, waiter, mechanic, tailor, dentist, librarian, builder, student, firefighter,
    police officer, shop assistant, electrician, programmer, musician, journalist, accountant, hairdresser,
    photographer
""")
PETS = listed("dog, cat, horse, rabbit, hamster, parrot, turtle, duck, donkey, goat")
ROOMS = listed("""
    kitchen, bedroom, bathroom, living room, garage, cellar, garden, hall, attic, office, fridge, cupboard, car,
    bag, pocket, drawer, suitcase, closet, backpack, desk, wallet, mailbox, oven, freezer, shed, shopping bag,
    lunch box, basket
""")
COUNTABLE = listed("""
    book, apple, egg, chair, pen, key, coin, shirt, shoe, cup, plate, spoon, lamp, phone, bottle, towel, candle,
    ticket, letter, stamp, hat, banana, orange, onion, pear, lemon, carrot, toy
""")
