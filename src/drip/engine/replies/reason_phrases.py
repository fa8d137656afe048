"""How people say why they stopped, by reason; written as the other phrases are."""

from __future__ import annotations

from typing import Final

REASON_PHRASES: Final[dict[str, str]] = {
    "r:time": """
        no time; not enough time; havent had time; havent had the time; had no time; didnt have
        time; dont have time; cant find time; cant find the time; couldnt find the time; couldnt
        find time; too busy; so busy; been busy; very busy; flat out; flat chat; work has been; busy
        at work; run off my feet; time poor; lack of time; short of time; no spare time; busy;
        snowed under; hectic; time
    """,
    "r:logistics": """
        hard to get to; too far; hard to fit; cant fit it; couldnt fit it; fit it in; fit them in;
        fitting it in; fitting them in; fit in; no car; parking; travelling; been away; moved house;
        away on holiday; on holiday; cant get there; couldnt get there; couldnt get to; childcare;
        shift work; far away; nowhere to do; no space; no room; kids; logistics; transport
    """,
    "r:cost": """
        the cost; cost; costs; too expensive; expensive; cant afford; couldnt afford; money; price;
        too dear; pricey; afford; out of pocket; broke
    """,
    "r:better": """
        feel better; feeling better; felt better; im better; its better; better now; got better;
        back is better; all better; dont need it; dont need to; no pain; pain free; pain has gone;
        pain went; pain is gone; pains gone; recovered; fixed; back to normal; all good now; feel
        fine; feeling fine; better; didnt need to; feel great; feeling great; feeling good; feel
        good; come good
    """,
    "r:no_change": """
        no change; no difference; not working; isnt working; wasnt working; didnt work; doesnt work;
        not helping; isnt helping; didnt help; wasnt helping; doesnt help; not seeing; dont see a
        change; dont see any; didnt see; cant see a change; not making a difference; no improvement;
        no progress; no results; not getting anywhere; not improving; wasnt improving; same wasnt
        doing anything; not doing anything; cant see any; no better; pointless; waste of time; see a
        change; no benefit; see any
    """,
    "r:sore_after": """
        too sore; hurts after; hurt after; sore after; sore afterwards; hurt afterwards; hurts
        afterwards; sore the next; sore for days; sore for; pulled up sore; stiff after; stiff the
        next; so sore; really sore; very sore; pain after; in pain after; ached after; aches after;
        suffer after; sore from; made me sore; left me sore; makes me sore; leaves me sore; sore;
        paid for it; stiff afterwards; painful afterwards; soreness; sorer after
    """,
    "r:pain_worse": """
        pain got worse; pain is worse; pain was worse; pain worse; made it worse; makes it worse;
        got worse; getting worse; pain increased; more pain; pain went up; pain has got worse; worse
        pain; made the pain worse; aggravated; aggravates; flared; flare up; flared up; flares; made
        my back worse; makes my back worse; pain is up; increased pain; set me back; pain has
        increased; stirred it up; stirs it up
    """,
    "r:technique": """
        not sure im doing; not sure if im doing; not sure how; doing it right; doing it wrong; doing
        them right; doing them wrong; doing it properly; doing them properly; doing it correctly;
        doing them correctly; dont know how; technique; form; wasnt sure how; dont know if im doing;
        dont know what; how to do; not sure what to; right way; didnt know how; unsure how;
        confused; not confident im doing
    """,
    "r:positions": """
        cant/cannot/couldnt get into; cant/cannot/couldnt get in; get into the position/positions;
        get into position/positions; into the position/positions; cant get down; cant get on the
        floor; get down on the floor; get on the floor; get down on; cant kneel; cant lie; kneeling;
        the positions; positions; cant get up; get off the floor; off the floor; on the floor;
        position; down to the floor; onto the floor; up from the floor; get down
    """,
    "r:fear": """
        worried; scared; afraid; frightened; nervous; fear; do damage; doing damage; more damage;
        damage; harm; injure; injury; anxious; make it worse; making it worse; hurt myself; hurting
        myself; fearful; hesitant; terrified
    """,
    "r:medical_advice": """
        told me to stop; told to stop; told me not to; told not to; advised me to stop; advised to
        stop; advised me not to; advised against; advised not to; doctor said; gp said; physio said;
        doctor says; physio says; gp says; surgeon said; specialist said; doctor told; gp told;
        physio told; chiro told; chiro said; osteo said; osteo told; surgeon told; specialist told;
        doctor advised; physio advised; gp advised; said to stop; said i should stop; said not to;
        doctors orders; dr said; dr told; dr advised; health professional told; medical advice; on
        doctors; wants me to stop; wants me to rest; told me to rest; ordered me to; said stop;
        surgeon advised; asked me to stop
    """,
    "r:other": """
        something else; other; another reason; other reasons; none of those; none of these
    """,
}
