"""How people ask for no more emails: an act of ending or leaving, and the mailing it is about.

The patterns read plain words as `leaving_text` gives them: lower case, one space, no apostrophes,
commas as words of their own. A line is an alternative, a backslash goes on with it, and `<NAME>`
stands for a vocabulary.
"""

from __future__ import annotations

from drip.engine.replies.leaving_vocabulary import Family

ACTS = (
    Family(
        name="unsubscribe",
        lines=r"""
        <UNSUB>
        un subscribe
        opt (?:\w+ )?out
        (?:signed|sign) (?:me|us) (?:off|out)(?! a)
        (?:end|cancel|stop|terminate|discontinue|close) (?:my|our|the\
            |this) (?:email )?(?:subscription|enroll?ment|membership of your list|registration\
            |participation|involvement|membership|place on the list|sign-?up)
        (?:withdraw|withdrawing|revoke|revoking|rescind|cancel|withdrawn) (?:all |any )?(?:my\
            |our) (?:consent|permission|agreement)
        """,
        not_after="usually|always|normally|often|generally|i usually",
    ),
    Family(
        name="off",
        lines=r"""
        <TAKE> (?:<WHO>|<MINE>) (?:off|out)(?: of)?(?: from)? (?:<LIST>|<MAIL>|<PLAN>\
            |<THESE><END>|there<END>|here<END>|everything<END>|it<END>|all of it|your)
        (?:take|taking|get|strike|pull|scrub|knock|cross|drop|scratch|chuck|flick) (?:<WHO>\
            |<MINE>) off<END>
        take (?:it|this) off(?=$| ,| please| thanks)
        (?!keep|leave|put|add|sign|have|turn|get|see|took|got|tick)\w+ (?:<WHO>|<MINE>|it\
            |that) (?:off|from|out of|of) (?:<LIST>|the rolls?|your rolls?|your end)
        (?:take|remove|delete|cross|strike|get\
            |erase) (?!the |those |a |an |that |some |it |these |your |something |anything |mor\
            e |this |my |our )(?:\w+ ){1,3}(?:off|from|out of) (?:<LIST>)
        <TAKE> (?:<WHO>|<MINE>) of (?:<LIST>|<MAIL>|<PLAN>)
        <TAKE> off (?:my|our) (?:name|email|address|email address|details)
        (?:get|come|be|go|getting|getting myself|get myself|am|coming|jump|hop|remain|stay\
            |jumping) off (?:of )?(?:<LIST>|<MAIL>|<THESE><END>)
        (?:want|like|wish|need) off(?: of)? (?:<LIST>|<MAIL>|<THESE><END>)
        (?:be|been|get|being|to get) taken off<END>
        ^(?:please |yes |just )*off (?:<LIST>|<MAIL>)
        (?:out|leave|quit|exit|leaving|unjoin|get out) (?:of )?(?:the|your|this) (?:<LIST>\
            |mailing|email list)
        pull the (?:plug|pin)
        """,
    ),
    Family(
        name="remove",
        lines=r"""
        <REMOVE> (?:<WHO>|<MINE>)(?: (?:from|off|in|out of|on) (?:<LIST>|<MAIL>|<PLAN>|<THESE>\
            |there|here|everything|it|you|your|all))?<END>
        <REMOVE> (?:<WHO>|<MINE>) (?:from|off|out of) (?:<LIST>|<MAIL>|<PLAN>)
        <REMOVE> (?:everything|anything|all|whatever|any data|all information|all the information\
            |all data|all details|what|the (?:data|information|details|records|email\
            |address)) (?:that )?(?:you|youve|u) (?:have|hold|got|keep|store|know)
        <REMOVE> from (?:<LIST>|<MAIL>)
        (?:please|and|then|just|so) (?:remove|delete|erase) (?:it|this|that)<END>
        (?:get rid of|close|shut|cancel|be rid of|do away with|deactivate|dispose of\
            |shred) (?:<MINE>)<END>
        (?:be|been|get|being) <STOPPED>(?: (?:(?:from|off|of) )?(?:<LIST>|<MAIL>|<PLAN>|<THESE>\
            |here|it|all))?<END>
        (?:removal|deletion|erasure|remove) of (?:<MINE>|my name)
        (?:removal|my removal) from (?:<LIST>|<MAIL>)
        (?:i|id|we) (?:want|like|would like|wish|need|request) (?:<WHO>|<MINE>) <STOPPED>
        lose my (?:number|email|address|details|email address|contact)
        (?:right|request) to (?:be forgotten|erasure|be deleted)
        forget (?:about )?me<END>
        """,
    ),
    Family(
        name="stop writing",
        lines=r"""
        <STOP> (?:all |the |these |this |with the |from |on |your |with )?<WRITING><FULL>
        <STOP> (?:all |the |these |this |with the |from |on |your |with )?<WRITING>(?: (?:t\
            o )?(?:me|us|him|her|here|this address|my (?:email|address|wife|husband|mother|mum\
            |dad)))?(?: <MAIL>| <THESE>| anything)
        <STOP> (?:all |the |these |this |with the |from |on |your |with )?<WRITING> (?:to )?(?:me\
            |us|him|her|here|this address|my (?:email|address|wife|husband|mother|mum|dad))<END>
        <STOP> (?:me |us )?<GETTING> (?:<MAIL>|<THESE><END>|anything from you)
        <STOP> (?:with |to |me |us )?(?:me )?(?:send|sent|receive|email|mail\
            |write) (?:to )?(?:me )?(?:<MAIL>|<THESE>)
        <STOP> (?:with )?<MAIL>
        (?:stopped|quit|ceased) (?:sending|emailing|writing to|contacting|messaging)(?: to)? me
        (?:wrap up|shut down|shut off|shut up|do away with|get rid of|be rid of) <MAIL>
        stop <MAIL> (?:coming|from coming)
        make (?:these|them|the emails) stop<END>(?= ,|$| please| thanks| coming)
        (?:knock|nip|put) <MAIL> (?:on the head|to bed|in the bud|to rest)
        (?:give (?:it|us|me)? ?a (?:rest|break|miss) (?:with|from)|call it (?:a day\
            |quits) (?:with|on)|lay off|ease off|leave off|pack in|jack in|give up(?: on)?\
            |leave it there with|finish up with|finish with|wind up|draw a line under\
            |be done with|stop with|part ways with|say goodbye to|leave it (?:at that|here) with\
            |bow out of|step away from|drop out of|dropping out of|withdraw from|withdrawing from\
            |pull out of|leave|leaving|exit|exiting|quitting|stopping|cancelling\
            |ending) (?:<MAIL>|<LIST>)
        <STOP> (?:and \w+ )?(?:from )?<WRITING> (?:(?:to )?<WHO><END>|<MAIL>|<THESE><END>)
        (?:drop|dropping) out of (?:<MAIL>|<LIST>|<PLAN>)
        (?:emails?|messages?|mails?|these) (?:to stop|should stop|must stop|need to stop\
            |have to stop|has to stop|stopped)
        """,
    ),
    Family(
        name="an end to it",
        lines=r"""
        (?:why|how come)(?: \w+){0,3} (?:am i|are you|do you|do i|you|im i|im\
            |i) (?:still |keep |keep on |continue to )(?:getting|sending|emailing|receiving|get\
            |contacting|keep getting|spamming|receive|send)(?: me)?(?: <MAIL>| <THESE>)<END>
        (?:<MAIL>|<THESE>|this|it all|everything) (?:can|could|should|may|must|to|need to\
            |needs to|please|have to\
            |might as well) (?:now |please |just |all |also )*(?:be )?(?:stop|end|finish|cease\
            |stopped|ended|cancelled|discontinued|switched off|turned off)<END>
        (?:can|could|may) (?:<MAIL>|<THESE>|this) (?:please |now |all )*(?:be )?(?:stop|end|cease\
            |stopped|ended|cancelled|discontinued|switched off|turned off)
        no (?:more|further) from (?:you|this|the clinic|your)<END>
        (?:thatll|that will) (?:do|be enough) (?:with|for|of) <MAIL>
        (?:leave|keep) <WHO> (?:off|out of) <LIST>
        (?:want|wish|like|get me|let me) out of (?:<MAIL>|<LIST>|<PLAN>)
        (?:no|not) (?:thanks|thank you) to (?:(?:any|any more|more) of )?(?:<MAIL>|<THESE><END>\
            |this<END>|all this)
        (?:wish|want|like|prefer|rather)(?: to)? (?:receive|get|have) (?:none|nothing|no more\
            |none of (?:them|these))<END>
        (?:let|make|should be|thatll be|hope|better be|please|be|want|like|that can be|can be\
            |may be)(?: (?!not\b|isnt\b|wasnt\b)\w+){0,4} (?:the|my|your) (?:very )?last (?:one\
            |email|mail|message|newsletter|letter|of (?:these|them)|you send|i hear|i get)
        (?:expect|trust|hope|prefer|wish|ask|happy|assume)(?: \w+){0,2} (?:not|never|no longer\
            |wont|dont|to not)(?: (?:to|be|ever|i))*(?: (?:hear|hearing|get|getting|receive\
            |receiving|see|seeing)) (?:(?:any ?more|any further|any|more|again|anything|of\
            |else) )*(?:from you|from your|<MAIL>|<THESE><END>)
        make (?:<MAIL>|these|them) stop
        time (?:that )?(?:i|we) (?:came|got|went|was taken|left|unsubscribed\
            |stopped) (?:off |getting |with )?(?:<LIST>|<MAIL>|<THESE><END>)
        (?:not (?:much|a lot of|any)|no|little|isnt much|isnt any|whats the) (?:point|use\
            |sense)(?: in| of)? (?:me |my |us )(?:getting|receiving|being on|being sent|having\
            |staying on|being) (?:any |more |of )*(?:<MAIL>|<LIST>|<THESE><END>)
        (?:no good|not any good|useless|no use|of no use) (?:to|for) (?:me\
            |us)(?: \w+| ,){0,8} (?:cut|stop|cancel|remove|end)
        (?:cut it out|calling it quits|call it quits|signing off|checking out|bowing out\
            |finishing up|finish up|im out|stopping here) (?:with|from|of|on) (?:<MAIL>\
            |<THESE><END>|<LIST>)
        (?:do|be|happier|better off|better|manage|live\
            |fine) (?:quite |just |fine |very well )?without (?:<MAIL>|<THESE><END>|being emailed\
            |hearing from you)
        (?:so|and|but|,) no (?:more )?(?:emails?|mails?|messages?|letters?\
            |newsletters?) (?:please|thanks)
        <STOP> <WRITING> (?:me |us )?<PLAN><FULL>
        (?:prefer|rather|like|want|rather have|prefer to have|appreciate) (?:no|zero\
            |not any) (?:more |further )?<MAIL>
        <MAIL>(?: \w+| ,){0,8} (?:mad|crazy|nuts|insane|up the wall|annoying|irritating\
            |a nuisance|a pain)(?: \w+| ,){0,3} (?:stop|please stop|remove|enough)(?= ,|$| please)
        (?:inbox|mailbox|in box)(?: \w+| ,){0,6} (?:remove|stop|cancel|take me off\
            |unsubscribe)(?: me| it| them| please)?$
        <MAIL>(?: \w+| ,){0,10} (?:please|can you|could you) (?:cancel|stop|end|remove|finish\
            |discontinue|delete)(?: them| me| these| it| all)?(?=$| , | thanks| now)
        <MAIL>(?: \w+| ,){0,10} (?:like|want|wish|love|prefer|decided) to (?:stop|leave|cancel\
            |finish|end|quit)<FULL>
        (?:want|wants|wanting|like|wish) nothing (?:more |else |further )?to do with (?:this|you\
            |it|your|any of)
        <MAIL>(?: \w+| ,){0,10} (?:like|want|need|prefer|please have|wish) (?:them|these|it\
            |those) (?:to )?(?:stop|stopped|end|gone|finished|cease)<END>
        <STOP> (?:to )?(?:send|email|mail|write|sent|message|contact)(?: to)? (?:me|us)<END>
        <STOP> (?:all |any |the |your )?(?:further )?(?:contact|communication\
            |contacting)(?=$| ,| please| with me| now| thanks)
        (?:ask|request|appreciate|prefer|want|like|ensure|sure\
            |make sure) (?:that )?(?:i )?(?:receive |get |see |hear |have )?no (?:more\
            |further) (?:of )?(?:<MAIL>|<THESE>|contact)
        (?:have|get|see|want|need|like) (?:<WHO>|<MINE>) <STOPPED><END>
        (?:see|make sure|ensure|confirm|check|please|certain)(?: \w+){0,4} (?:im|ive been|i am\
            |i have been|we are|were|my name is|my email is|youve\
            |its) (?:been )?<STOPPED>(?: (?:from |off |of )?(?:<LIST>|<MAIL>))?<END>
        (?:confirm|please|make sure)(?: \w+){0,2} (?:youve|you) (?:now )?(?:deleted|removed\
            |taken) (?:<WHO>|<MINE>)
        (?:turn|switch|shut) (?:<MAIL>|<THESE>) (?:off|down)
        (?:so|that|sure|ensure) i (?:dont|no longer|wont) (?:get|receive|keep getting\
            |have) (?:<MAIL>|<THESE><END>)
        (?:i|we) (?:need|want|would like) (?:to be )?off <LIST>
        """,
    ),
    Family(
        name="no more",
        lines=r"""
        no (?:more|further|longer any|additional|other|future) <MAIL>
        no (?:more|further) (?:of )?(?:these|them|this|it|stuff|contact|<STUFF>)<END>
        (?:nothing|not anything|not any) (?:more|else|further) (?:from you|of this|of these)
        (?:not|no) (?:another|one more|a single|more) (?:single |bloody |damn )?(?:one of these\
            |one of your|email|message|newsletter)
        ^(?:please |thanks |sorry |hi |, )*no (?:emails?|mails?|newsletters?|messages?\
            |spam)(?: please| thanks| at all| again| anymore| from you| to me| ,)*$
        not interested in (?:<MAIL>|<LIST>|receiving|getting|hearing|your (?:clinic|service\
            |services|programme?)|being on|any of (?:this|these|it)|any more|anything)
        spare me (?:<MAIL>|<THESE>)
        (?:no|not) (?:have |give |given |gave |giving |grant )?(?:you )?(?:my |any )?(?:permissio\
            n|consent|authority|authorisation|authorization|authorise|approval|right) (?:to\
            |for) (?:you to )?(?:\w+ )?(?:email|contact|send|write|use my|mail|keep|hold|message\
            |emailing|me)
        (?:didnt|dont|do no|never|have not|havent\
            |not) (?:have |give |gave |given |ever give )(?:you |anyone )?(?:my |any )?(?:permiss\
            ion|consent)
        """,
        negative=True,
        not_after="got|had|received|were|was|get|getting|havent|been|had any|seen|gotten|theres"
        "|there are|saw|are|having",
    ),
    Family(
        name="stop these",
        lines=r"""
        (?:please|kindly) (?:stop|cancel|discontinue|cease) (?:<THESE>|it|this|all of (?:this\
            |these|it)|everything)<END>
        (?:you|u|yous|yall|someone|they) (?:can|may|could|might as well|may as well|should|must\
            |need to|can just|could please|will|would|please|can please|can now|may now\
            |can go ahead and|are welcome to\
            |ought to) (?:please |now |just |probably |safely |also )?(?:stop|quit|cease|cancel\
            |end)(?: <THESE>| it| this| all of it| everything| all| sending)?<END>
        (?:can|could|will|would) (?:you|u|someone|yous|we|i\
            |ya) (?:please |now |just |kindly |pls |maybe )*(?:stop|cancel|end|quit\
            |cease)(?: <THESE>| it| this| everything| sending| sending me)<END>
        (?:can|could|will|would) (?:you|u|someone|yous) (?:please |kindly )+(?:stop|cancel)<END>
        ^(?:please |yes |just |ok |then |hi |hello |now |kindly |also |so |and |thanks |sorr\
            y )*(?:stop|cancel|discontinue|cease|quit) (?:<THESE>|it|this|all|all of (?:this\
            |these|it)|everything|all this)<END>
        , (?:please |just |then |so |kindly |now )*<STOP> (?:<THESE>|all this)(?= ,\
            |$| please| thanks| now)
        (?:please|ffs|for (?:gods?|petes?|christs?|heavens?|goodness|fucks?) sake|omg|jesus\
            |kindly) (?:just |now |all )?(?:stop|cease\
            |discontinue)(?=$| , | thanks$| now$| thanks and)
        , stop please$
        (?:want|need|like|insist|demand|ask|beg) (?:for )?(?:you|yous) to stop<END>
        (?:rather|prefer|like|appreciate|grateful|glad)(?: it| if)* you(?: would\
            |d| please| just)? (?:stop|stopped|ceased)<FULL>
        please (?:end|finish) (?:these|them|<STUFF>)<END>
        (?:stop|discontinue|cease) (?:immediately|forthwith|at once|this instant|right now\
            |straight away|asap|now please)$
        (?:i|we|id|ill) (?:\w+ ){0,3}(?:discontinue|unenrol|unenroll|opt out|end it here)<END>
        (?:switch|turn|shut) (?:<THESE>|it all|it) (?:off|down)<END>
        (?:might|may|could|can) as well (?:stop|quit|not send|not bother|give up|save)
        make it stop coming
        """,
        loose=True,
    ),
)
