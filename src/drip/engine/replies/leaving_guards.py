"""What takes a wish to leave back, delays it, or gives it to somebody or something else."""

from __future__ import annotations

import re

from drip.engine.replies.leaving_vocabulary import spelt_out


def _any(lines: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^ ])(?:{spelt_out(lines)})(?![^ ])")


#: Where the thought begins that a wish stands in.
THOUGHT = _any(r"""
    ,
    please|kindly|just|so|but|because|and|also|then|however|anyway|therefore|or|though
    (?:can|could|will|would|wont|cant|couldnt|why dont|why cant|wouldnt) (?:you|someone)(?! not)
""")
#: Words that seem to say no, and do not.
NO_DENIAL = _any(r"""
    (?:cant|wont|couldnt|why dont|why cant|wouldnt) (?:you|someone|we)
    (?:wouldnt|would not|dont|if you dont|not) mind
    (?:dont|not|never) (?:hesitate|forget|fail|delay|wait|worry)
    (?:not sure|dont know|didnt know|no idea|not clear|dont see|cant see|cant find|couldnt find\
        |cant work out|cant figure out|dont understand) (?:how|where|out how|who|a way|any way\
        |the)
    (?:not|never) (?:ever )?(?:again|working|interested|a patient|my|for me|useful|relevant\
        |helpful|helping)
    no (?:thanks|offence|hard feelings|worries|problem|longer|more|thank you|reply|response|answer)
    not (?:to be rude|being rude|personal)
    why not
""")
DENIAL = _any(r"""
    dont|take back|undo|reverse|never|not|wont|cant|cannot|couldnt|wouldnt|didnt|havent|isnt\
        |no way|nor|without|neither
    no|nobody|rather than|instead of|arent|wasnt|shouldnt|shant|aint|hardly|doesnt|hope you dont
    no reason|hate|sorry if|glad|afraid|scared|worried|neednt|nope|not going
""")
#: Said of what is asked by `negative` families: they deny by themselves.
DENIED_TWICE = _any(r"""
    not that|isnt that|not because|not saying|didnt say|never said|wouldnt say|isnt because
    (?:cant|dont|didnt|never) say|not true that|dont think|not as if|no one said|never
""")
NEARLY = _any(r"""
    nearly|almost|was (?:going|about|ready|tempted|close|thinking|considering|planning) .{0,20}
    thought (?:about|of|id)|had to|has to|accidentally|accidently|by accident|by mistake|mistakenly
    didnt mean to|used to|came close|tempted|did i|have i|meant to not|if i had|once|before i
    would have|could have|wouldve|couldve|might have|mightve|kept me from|persuaded|somehow
    joked|jokingly|kidding|joking|to avoid|instead of
""")
#: "No more emails" as a fact.
UNDECIDED = _any(r"""
    thinking|think about|considering|consider|might|(?<!you )may|maybe|perhaps|probably|possibly\
        |not sure
    (?:not|no) sure|tempted|wondering (?:whether|if i should)|unsure|in two minds|undecided\
        |deciding
    should i|should we|shall we|shall i|^do i|^do we|does|did|what happens\
        |would it (?!be possible)|will it|when do|when should|when can|when will|is it (?:better\
        |time)
    about to|will have to|planning to|plan to|one day|eventually|later|soon
""")
SOMEBODY_ELSE = _any(r"""
    (?:my|a|her|his|our|the|your) (?:\w+ )?(?:wife|husband|friend|mate|partner|sister|brother\
        |daughter|son|neighbour|neighbor|mother|father|mum|dad|mom|gp|doctor|physio|boss\
        |colleague|aunt|uncle|cousin|girlfriend|boyfriend|specialist|surgeon|nurse|button|link\
        |email|footer|bottom|flatmate|kids?|nan|nanna|pop|grandma) (?:\w+ ){0,2}(?:said|says|say\
        |told|tells|wants|want|wanted|asked|asks|reckons|thinks|would|keeps|suggested|is|was|got\
        |has|had|did|does|telling|can|could|unsubscribe\w*|opted|should|needs)(?: \w+){0,8}
    (?:hed|shed|theyd|hes|shes) (?:like|rather|prefer|love|want|asked)(?: \w+){0,5}
    (?:she|he|they|someone|somebody|everyone|people|who) (?:said|says|wants|want|wanted|asked\
        |would like|told|keeps saying|reckons|keep saying|say|should|could|can)(?: \w+){0,6}
    (?:told|asked|wants|want|asks|tells|telling|asking|begged|begging|wanting|advised|made|makes\
        |forced|getting) (?:me|him|her|us|them|people|everyone)(?: \w+){0,5}
    (?:says|said|saying|labelled|marked|called|read|reads|wrote|pressed|clicked|press|click\
        |tapped|hit|where it says|the word|under the)
""")
#: A condition that is a courtesy.
COURTESY = _any(r"""
    if (?:you|i|someone|we|somebody|one of you) (?:could|would|can|wouldnt|please|may|might|dont\
        |d|were able to|are able to|have time|get a (?:chance|moment|minute)\
        |will)(?: please| just| kindly)?(?: mind| be able to| be so kind| have a (?:minute|moment\
        |sec))?
    (?:is it|its|would it be) (?:possible|ok|okay|alright|all right|fine|cool) if\
        |if (?:its |that is |thats |this is |it is )?(?:possible|ok|okay|alright|all right\
        |at all possible|fine|poss|not too much trouble|no trouble|not a bother|not too hard\
        |all the same|no bother|easy|not too much)(?: with you| to you| to do)?
    if (?:you|i) (?:dont|do not) mind|if (?:it|that) suits|if i may|if you like|if anything|as if\
        |if only|what if|if ever there
    if (?:its|it is) not (?:too )?(?:much|a|any) (?:trouble|bother|hassle|problem|drama)
    when (?:you get|you have|youve got|you can|possible|convenient|able|you next\
        |you are able)(?: a)?(?: chance| moment| minute| sec| time| update)?
    (?:appreciate|grateful|good|great|nice|lovely|pleased|glad|wonderful|best|wondering|wonder\
        |better|thankful|happier|happy|obliged|helpful|ask|see|prefer|prefer it|much appreciated\
        |know|like it) (?:it )?if
    if (?:this|these|it|that|you) (?:doesnt|dont|does not|do not|isnt|arent|is not|keep|keeps\
        |continue|continues) (?:stop|stopped|happen|cease|come|coming|happening\
        |to)(?: \w+){0,3}(?= , (?:i|ill|we)\b)
    (?:or|otherwise|else) (?:i|ill|we|im)(?: \w+){0,8}
    (?:a|long|little|quite a) while|once (?:again|more|and for all)|at once|for once\
        |more than once|before (?:and|but|now)|asked once|until (?:now|today|recently)
    (?:when|before|while|after|until) (?:i|we) (?:signed|joined|asked|clicked|unsubscribed|first\
        |last|saw|rang|called|moved|was|were|had|came|visited|booked|started|already|retired\
        |filled|gave|got|tried|went|did)
    after (?:this|that|all)(?=$| ,)|after (?:this (?:one|email|message)|asking|being|having\
        |months of|weeks of|years of)|before\b(?=$| ,)|even when|even if|while (?:youre\
        |you are) at it|while at it|for a while (?:now)?
    as soon as (?:possible|you can)|even though|even after
""")
CONDITION = _any(r"""
    if|unless|until|till|til|in case|provided|as long as|once|when|whenever|after|before|while\
        |assuming|as soon as|by the time|next time|not yet|one of these days|keep (?:this|that\
        |it) up|from (?:next|january|christmas)
""")
#: Less of it, another way, for a while, or some letters only.
PARTLY = _any(r"""
    (?:one|two|three|four|five|2|3|4|5|several|multiple|six|half) (?:of (?:them|these) )?(?:a|per\
        |each|every|in a|in one|at (?:a time|once)|at the same) (?:day|week|time|once|morning)?
    (?:two|three|2|3) (?:emails|messages|times|letters|copies|of everything|of each|lots|of them)\
        |so (?:many|much|often|early|late|frequently)|that (?:many|often|early)|as (?:many|often\
        |much)|quite (?:so|as) (?:many|often)|too (?:often|early|late)
    every (?:day|single day|morning|second day|night)|everyday|daily|twice|double|doubles\
        |duplicates?|repeats|in duplicate|a day|a week|per week|per day|all at once|weekly
    by (?:phone|text|sms|post|mobile|whatsapp|letter|mail instead)|on my (?:phone|mobile\
        |landline)|over the phone|email only|only email
    less|fewer|not as often|at (?:night|work|weekends|all hours)|on (?:the )?(?:weekends?\
        |sundays?|saturdays?|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|days)\
        |before (?:\d|seven|eight|nine|six|breakfast)|after (?:\d|dinner|hours)|during
    (?:for|over|till|until|til) (?:now|a|the|two|three|four|five|six|2|3|4|5|6|one|1|next|this\
        |christmas|easter|summer|winter|january|february|march|april|may|june|july|august\
        |september|october|november|december|im|i|ive)(?!  )(?: (?:bit|while|week|weeks|month\
        |months|moment|time|time being|fortnight|day|days|few|couple|school|holidays?|rest|get\
        |back|am|return|say))+
    (?:work|old|other|gmail|hotmail|bigpond|office|second|previous|school|yahoo|icloud\
        |business) (?:email|address|mail|account|inbox|one|emails)(?= |$)
    (?:instead|use (?:this|my|the)|new (?:email|address|one)|another (?:email|address)\
        |change (?:it|my|the)|replace|switch (?:to|me)|swap|update (?:it|my)|send (?:it|them\
        |these) to|resend)
    (?:the )?(?:spasm|strengthening|survey|check-in|reminder|question|questionnaire|booking\
        |appointment|text|sms|marketing|promo|promotional|newsletter|exercise|flare|evening\
        |morning|weekend|monday|tuesday|wednesday|thursday|friday|saturday|sunday|sales|other\
        |extra|second|duplicate|long|early) (?:ones?|emails?|messages?|reminders?|mails?|letters?\
        |series|list|part|bit|stuff)
    (?:just|only) (?:the|send|want|need|keep|on|one|once|those|leave|by|ring|call|post|text|get)\
        |except|apart from|but (?:keep|leave|not the|still|only|continue|do keep|please keep)\
        |(?:and|but|,) keep|rest of|still (?:like|want|keen|happy|interested|be)|not all
    both (?:of them)?(?= to)|about (?:the|my|surgery|this|that|tablets|weight|diet|exercises?)\
        |regarding|pause|hold off|break|then (?:start|restart)|re-?start|start (?:again|up again\
        |them again)|please (?:ring|call|post|text|phone) (?:me )?instead|temporarily|in a row\
        |back to back
""")
#: The letters are wanted.
STAY = _any(r"""
    ^(?:please |yes |no |yep |yeah |do |just |ok |and |but |thanks |, |well |oh |actually |als\
        o |then )*keep (?:going|it up(?! and)|on|at it|the|them|(?:me|us)(?! off| out)|it|sending\
        |emailing|these|writing|up|those|my|coming)
    (?:please|do|happy to|can you|could you|but|better|rather|ill|id like to|want to|glad to|lets\
        |like to|, no|and|will|should|, yes|wish to|can i|id rather|may i|love to\
        |prefer to) keep (?:going(?! to)|the|them|these|(?:me|us)(?! off| out)\
        |sending(?! me these\?)|emailing|getting|receiving|em|those|my place|on sending|it coming\
        |it going)
    (?:put|add|sign|have) (?:me|us) (?:back|on|up)(?! to the)|carry on|re-?subscri\w+\
        |dont (?:you )?(?:ever |please |dare |now |go )*(?:stop|unsubscribe|remove|take|cancel\
        |drop|cross|cut|delete|strike|kick|leave me)
    still (?:want|like|love|enjoy|need) (?:the|these|them|to get|to receive|your\
        |getting)(?! to stop)|wouldnt want to (?:miss|lose)|dont want to (?:miss|lose|leave|stop\
        |unsubscribe|be taken|be removed|come off|get off|opt|cancel|end|quit)|not (?:ready\
        |going) to (?:stop|leave|unsubscribe|quit)
    stop(?: the emails| them| sending| emails)? , (?:no|nope|not|never|please dont|dont\
        |no thanks)(?: yet| please| way)?(?=$| ,)|kept (?:yours|this one|these)|(?:but\
        |, ) yours (?:is|are)|go on(?=$| ,| please)
    (?:only|just) (?:kidding|joking)|jk|scrap that|ignore that|never ?mind|start (?:them|it\
        |the emails|emails) again|send (?:them|it) again|glad i (?:didnt|stayed)
""")
#: What a loose wish may be about in place of the letters.
OTHER_THINGS = _any(r"""
    exercises?|tablets?|pills?|meds|medications?|medicines?|painkillers?|drugs?|sessions?|class\
        |classes|pain|pains|spasms?|stretch|stretches|stretching|gym|appointments?|bookings?\
        |brace|belt|walk|walks|walking|workouts?|planks?|smoking|drinking|job|injections?\
        |steroids?|movements?|ibuprofen|panadol|voltaren|nurofen|endone|opioids?|physio|physios\
        |massages?|surgery|operation|scans?|mri|pilates|yoga|hydro|pool|running|lifting|weights\
        |cramps?|aches?|hurting|hurts?|symptoms?|squats?|deadlifts?|bridges?|bird dog|reps?|sets?\
        |shots?|cortisone|lyrica|tramadol|codeine|targin|routine|program|heat pack|sugar|coffee\
        |alcohol|wine|bands?|weakness|numbness|tingling|work|ache|worse|cushion|chair|mattress\
        |corset|crutches|needles?|acupuncture|calls?|lyrica|it hurts?|sciatica|grabbing|twinges?\
        |visits?
""")
#: After an act of leaving: it is not our list.
NOT_OURS = re.compile(
    r"(?: (?:me|us|my name|myself))? (?:from|off|of|out of) (?!you\b|your\b|this\b|these"
    r"|those|them|here|it\b|all\b|everything|any\b|further|future|now\b|today"
    r"|the (?:\w+ ){0,2}(?:e?mail|"
    r"list|mailing|news|clinic|database|program|course|series|message|letter|service|books|system)|"
    r"email|mail|list|good\b|me\b|us\b|receiving|getting|that\b|there\b|my\b|\w* ?emails|sending|"
    r"ever\b|once|spam|whatever|subscription|the subscription|richmond|messages"
    r"|newsletter|the rest)"
)
#: The small print of a letter, ours or another's, and what people say of its link.
SMALL_PRINT = _any(r"""
    (?:to|you can|you may) (?:stop|unsubscribe|opt out|leave)(?: \w+){0,5} ?,? ?(?:click|use the\
        |follow|press|at any time|any time|anytime|by clicking|here|tap|visit|below)
    unsubscribe (?:here|at any time|any time) (?:or|\||if)|(?:no|not) pressure
""")
#: A question that asks for it.
ASKS = _any(r"""
    (?:can|could|will|would|may|wont|cant|couldnt) (?:you|i|we|someone|u|somebody|ya|anyone|one\
        |my|he|she|mum|dad|this|the emails)
    how (?:do|can|does|would|could|should|on earth|the \w+ do|the) (?:\w+ )?(?:i|we|one|you\
        |someone|do i|my)|how to|how about
    (?:is|isnt) there (?:a|any|some|no|an)|any (?:way|chance)|is it (?:possible|ok|okay|alright\
        |all right|fine|cool)|would it be possible|would you mind|please|where (?:do|can|is)|why
    what (?:do|must|should|does|would|can|will|on earth do) (?:i|it|one|we)|any idea how\
        |do you know how|wheres|whats the (?:best )?way|who do i|do i (?:need|have) to (?:ring\
        |call|write|reply|click|do|ask|email)|i want|i would like|id like|stop|when (?:will|are\
        |is) (?:you|these|this|the) (?:emails? )?(?:going to )?(?:stop|ever)?
    have you (?:got|removed|taken)|did you (?:not )?get my|didnt i|how many times|how (?:often\
        |many)|are you able|who|what part
    dont|unsubscribe|remove|take me|get me
""")
#: Straight after a wish: it was a slip, or it is about the end of the letters and not for it.
TAKEN_BACK = re.compile(
    r"(?: \w+){0,3} (?:by accident|by mistake|accidentally|in error)(?! ,)"
    r"|(?: ,)? but (?:i )?(?:meant|didnt mean|was"
    r"|mean|pressed|like|love|enjoy|these are|this is)"
)
FOR_MORE = re.compile(
    r" (?:to (?:stop|end|finish|cease|go away|change|get lost)|stopping|ending|stopped)\b"
)
#: Straight before a wish: somebody says it.
REPORTED = re.compile(r"\b(?:said|says|reckons|goes|yells|like) , $")
#: A word on a button.
BUTTON = re.compile(r" (?:link|button|page|option|bit|thing|word)\b")
