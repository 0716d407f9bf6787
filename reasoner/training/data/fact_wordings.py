"""How each kind of simple fact is asked for, and how it is answered: ``{a}`` is given, ``{b}`` is wanted."""

from __future__ import annotations

from .patterns import headed

__all__ = ["WORDINGS"]

WORDINGS = headed("""
# capitals
? what is the capital of {a}?
? what's the capital city of {a}?
? which city is the capital of {a}?
? name the capital of {a}.
? what city is the capital of {a}?
! The capital of {a} is {b}.
! {b} is the capital of {a}.
! It is {b}.
! That is {b}.

# countries
? {b} is the capital of which country?
? which country has {b} as its capital?
? what country is {b} the capital of?
! {b} is the capital of {a}.
! That is {a}.
! It is the capital of {a}.

# languages
? which language do people speak in {a}?
? what language is spoken in {a}?
? what do people in {a} speak?
! Most people in {a} speak {b}.
! The main language there is {b}.
! In {a}, people mostly speak {b}.

# continents
? which continent is {a} in?
? on which continent is {a}?
? what continent does {a} belong to?
? where in the world is {a}?
! {a} is in {b}.
! It is in {b}.
! {a} lies in {b}.

# colors
? what color is {a}?
? which color is {a}?
? what is the color of {a}?
? what color does {a} have?
! {a} is usually {b}.
! It is usually {b}.
! Mostly it is {b}.

# sounds
? what sound does a {a} make?
? how does a {a} sound?
? what noise does a {a} make?
! A {a} {b}.
! That animal {b}.
! A {a} usually {b}.

# babies
? what is a baby {a} called?
? what do you call a young {a}?
? what is the name for the young of a {a}?
! A baby {a} is called a {b}.
! It is called a {b}.
! A young {a} is a {b}.

# homes
? where does a {a} live?
? what is the home of a {a}?
? where do you find a {a}?
! A {a} lives {b}.
! It lives {b}.
! Usually it lives {b}.

# antonyms
? what is the opposite of {a}?
? what's the opposite of {a}?
? tell me the opposite of {a}.
? which word means the opposite of {a}?
? give me the opposite of {a}.
! The opposite of {a} is {b}.
! It is {b}.
! {b} is the opposite of {a}.

# rhymes
? what rhymes with {a}?
? name a word that rhymes with {a}.
? give me a rhyme for {a}.
? can you find a rhyme for {a}?
! {b} rhymes with {a}.
! {a} rhymes with {b}.
! A rhyme for {a} is {b}.

# spelling
? how do you spell {a}?
? spell the word {a}.
? how is {a} spelled?
? can you spell {a} for me?
? how do I write the word {a}?
! {a} is spelled {b}.
! You spell it {b}.
! It is spelled {b}.

# first letters
? what letter does {a} begin with?
? what is the first letter of {a}?
? which letter does the word {a} start with?
! {a} begins with the letter {b}.
! It is the letter {b}.
! The first letter is {b}.

# plurals
? what is the plural of {a}?
? what do you say for more than one {a}?
? one {a}, many what?
! The plural of {a} is {b}.
! It is {b}.
! One {a}, many {b}.

# past
? what is the past tense of {a}?
? how do you say {a} in the past?
? what is the simple past of the verb {a}?
! The past tense of {a} is {b}.
! It is {b}.
! In the past it is {b}.

# next days
? what day comes after {a}?
? which day follows {a}?
? if today is {a}, what is tomorrow?
? what is the day after {a}?
! After {a} comes {b}.
! It is {b}.
! The day after {a} is {b}.

# days before
? what day comes before {a}?
? which day is before {a}?
? if today is {a}, what was yesterday?
? what is the day before {a}?
! Before {a} comes {b}.
! It is {b}.
! The day before {a} is {b}.

# next months
? what month comes after {a}?
? which month follows {a}?
? which month is next after {a}?
! After {a} comes {b}.
! It is {b}.
! The month after {a} is {b}.

# months before
? what month comes before {a}?
? which month is before {a}?
? what is the month before {a}?
! Before {a} comes {b}.
! It is {b}.
! The month before {a} is {b}.

# places of months
? what is the {a} month of the year?
? which month is the {a} one?
! The {a} month is {b}.
! It is {b}.
! {b} is the {a} month of the year.

# lengths of months
? how many days are in {a}?
? how many days does {a} have?
? how long is {a}, in days?
! {a} has {b} days.
! There are {b} days in {a}.
! It has {b} days.

# next letters
? which letter comes after {a}?
? what letter follows {a} in the alphabet?
? what is the letter after {a}?
! After {a} comes {b}.
! It is the letter {b}.
! The letter after {a} is {b}.

# definitions
? what is a {a}?
? what does the word {a} mean?
? can you explain what a {a} is?
? what do people mean by a {a}?
? define {a}.
? explain the word {a}.
! A {a} is {b}.
! It is {b}.
! That is {b}.

# job tasks
? who {a}?
? what do you call somebody who {a}?
? which job does a person have who {a}?
? what is a person called who {a}?
! That is a {b}.
! A {b} {a}.
! It is a {b}.
! Such a person is a {b}.

# materials
? what is {a} made of?
? what do you make {a} from?
? what is {a} usually made from?
! {a} is mostly made of {b}.
! It is mostly made from {b}.
! Usually it is made of {b}.

# parts
? what do we {a} with?
? which part of the body do people use to {a}?
? with what do you {a}?
! We {a} with our {b}.
! People use their {b}.
! With the {b}.

# numbers
? how many {a}?
! That is {b}.
! The answer is {b}.
! It is {b}.

# makers
? who {a}?
? [tell me the name of the person who|which person] {a}?
! It was {b}.
! That was {b}.
! {b} {a}.

# bigger
? which animal is bigger, {a}?
? what is bigger, {a}?
? which is larger, {a}?
! A {b} is bigger.
! The {b} is bigger.
! The bigger one is a {b}.

# people
? who was {a}?
? tell me who {a} was.
? do you know who {a} was?
? have you heard of {a}?
? can you tell me who {a} was?
! {a} was {b}.
! That was {b}.

# cities
? where is {a}?
? in which country is {a}?
? which country is {a} in?
? have you heard of the city of {a}?
! {a} is in {b}.
! {a} is a city in {b}.
! {a} is the capital of {b}.

# smaller
? which animal is smaller, {a}?
? what is smaller, {a}?
? which one is smaller, {a}?
! A {b} is smaller.
! The {b} is smaller.
! The smaller one is a {b}.

# common knowledge
? {a}
! {b}
""")
