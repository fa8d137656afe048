"""Machines: whether an answer that was posted may be a scanner's and not a person's.

Scanners in front of mailboxes open every link, run scripts and have been seen to post forms. What
gives them away is not what they say they are but how they do it: all links within seconds, links
that no eye can see, and sooner than anybody could have read the letter. An answer in doubt is kept,
and the page asks for one more press, so that a person who is merely quick loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from drip.domain.answers import Doubt

#: How many links of somebody's letters a person does not open within a moment.
MANY_LINKS = 4
#: For how long after the unseen link was followed answers are in doubt.
DECOY_FOR = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What was seen around an answer that was posted.

    `since_letter` is how long ago the letter whose link was used came; `links` how many
    different links of the person's letters were opened in the moment before; `again` tells that
    it was pressed on the page that asks for one more press.
    """

    robot: bool = False
    decoy: bool = False
    links: int = 0
    since_letter: timedelta | None = None
    again: bool = False


def doubt(signs: Signs, moment: timedelta) -> Doubt | None:
    """Why an answer is in doubt; `None` when it counts.

    `moment` is how long something takes that only a machine does so fast; with no length, such as
    where the clock stands still, speed tells nothing.
    """
    if signs.robot:
        return Doubt.ROBOT
    if signs.decoy:
        return Doubt.DECOY
    if not moment:
        return None
    if signs.links >= MANY_LINKS:
        return Doubt.BURST
    swift = signs.since_letter is not None and signs.since_letter < moment
    return Doubt.SWIFT if swift and not signs.again else None
