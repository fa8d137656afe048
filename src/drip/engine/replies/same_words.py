"""Everyday words for the same, whatever a clinic's own word for it is."""

from __future__ import annotations

from functools import cache
from typing import Final

#: The first word of each line stands for the others.
_GROUPS: Final = """
    afternoon arvo arvos afternoons
    lunch noon midday lunchtime
    evening evenings
    tablet pill pills meds medication medications medicine tablets
    walk stroll strolling
    phone ring call telephone calls rang
    heat wheat hot warm warmth heatpack
    rest lying resting
    breakfast brekkie brekky
    fewer reduced
    exercise exercising workouts
    wobbly shaky wobble shakey unstable
    steady stable balanced
    stick cane
    frame walker rollator zimmer
    fall tumble fell fallen stumble
    screen computer laptop screens monitor
    stress stressed stressful stressy
    sleep slept sleeping asleep
    tired exhausted fatigued knackered weary
    rarely seldom
    sometimes occasionally
    doctor gp dr
    physio physiotherapist
    partner wife husband hubby spouse missus
    nobody noone
    child kid kids children
    bicycle bike cycling cycle biking
    shop shopping shops groceries
    garden gardening gardened weeding yard
    email emails mail e-mail
    text sms texts
    pram buggy
    cold ice icepack
    poor bad badly poorly rotten lousy terrible awful terribly
    massage rub rubbing
    sofa couch
    chair seat
    stairs staircase
    money cost costs expensive dear afford
    busy flat-out rushed hectic
    scared afraid frightened nervous anxious worried fear
    ache achy aching
    cushion pillow pillows cushions
    shoe shoes trainers runners sneakers boots
    easy simple straightforward
    hard difficult tough
    useful helpful handy
    boring dull
    clear understandable
    confusing confused unclear
    fast quick quickly
    slow slowly
    big large
    helper carer carers
    home house
"""
#: Words that have come to stand for one, the longest first.
_PHRASES: Final = {
    "every half hour": "halfhour", "every half an hour": "halfhour",
    "every 30 minutes": "halfhour", "half hourly": "halfhour", "hourly": "onehour",
    "every thirty minutes": "halfhour", "each half hour": "halfhour",
    "every 30 mins": "halfhour", "every 30 min": "halfhour", "twice an hour": "halfhour",
    "every hour": "onehour", "each hour": "onehour", "once an hour": "onehour",
    "once every hour": "onehour", "every 60 minutes": "onehour",
    "hardly ever": "rarely", "almost never": "rarely", "barely ever": "rarely",
    "not often": "rarely", "not very often": "rarely", "once in a blue moon": "rarely",
    "not much": "rarely", "scarcely ever": "rarely", "very rarely": "rarely",
    "now and then": "sometimes", "now and again": "sometimes", "from time to time": "sometimes",
    "some of the time": "sometimes", "here and there": "sometimes", "at times": "sometimes",
    "once in a while": "sometimes", "every so often": "sometimes", "on occasion": "sometimes",
    "all the time": "always", "every time": "always", "without fail": "always",
    "some of it": "partly", "part of it": "partly", "half of it": "partly", "partially": "partly",
    "bits of it": "partly", "a bit of it": "partly", "some of them": "partly",
    "a little while": "short while", "for a bit": "for short while", "not long": "short while",
    "not for long": "short while", "a short time": "short while", "a short while": "short while",
    "before lunch": "morning", "before noon": "morning",
    "before midday": "morning", "after lunch": "afternoon", "after work": "evening",
    "after dinner": "evening", "after tea": "evening", "after hours": "evening",
    "no problem": "", "no problems": "", "no worries": "", "no trouble": "", "no dramas": "",
    "no drama": "", "no issues": "",
    "no need to": "dont", "rather you didnt": "dont", "not anything": "nothing",
    "dont use anything": "nothing", "dont need anything": "nothing", "no one": "nobody",
    "on my own": "alone", "by myself": "alone", "on the phone": "phone", "over the phone": "phone",
    "face to face": "person", "zoom": "video", "facetime": "video",
    "all of them": "all", "the lot": "all", "every one": "all", "every bit": "all",
    "both of them": "both", "both sides": "both", "left and right": "both",
    "feet up": "rest", "lie down": "rest", "lying down": "rest", "doing nothing": "rest",
    "taking it easy": "rest", "take it easy": "rest", "took it easy": "rest",
    "left hand": "left", "right hand": "right",
}  # fmt: skip
_LONGEST = 5


@cache
def _same() -> dict[str, str]:
    return {
        word: line.split()[0] for line in _GROUPS.strip().splitlines() for word in line.split()[1:]
    }


def same_word(word: str) -> str:
    """The word that stands for this one and for those that say the same."""
    return _same().get(word, word)


def plainly(words: list[str]) -> list[str]:
    """The words with a single one for each phrase that has come to stand for one."""
    kept: list[str] = []
    here = 0
    while here < len(words):
        for length in range(min(_LONGEST, len(words) - here), 1, -1):
            said = " ".join(words[here : here + length])
            if said in _PHRASES:
                kept += _PHRASES[said].split()
                here += length
                break
        else:
            kept += [_PHRASES.get(words[here], words[here])]
            here += 1
    return kept
