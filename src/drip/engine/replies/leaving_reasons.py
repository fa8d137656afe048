"""How people say that they want no emails: not wanted, not theirs, not read, asked for before.

The notation is that of `leaving_words`.
"""

from __future__ import annotations

from drip.engine.replies.leaving_vocabulary import Family

REASONS = (
    Family(
        name="had enough",
        lines=r"""
        (?:enough|too much) (?:of |with )?(?:<MAIL>|<THESE><END>)
        (?:enough|sick|tired|fed up|over\
            |bored) (?:of |with )?(?:you |being |getting |all )+(?:emailed|emailing|emailing me\
            |contacted|spammed|sending me|sending these)
        (?:im|am|so|really|just|well|totally|bit|quite) over (?:<MAIL>|getting (?:<MAIL>\
            |<THESE><END>)|being emailed)
        (?:had|have|reached) (?:\w+ ){0,2}(?:my|the) (?:fill|limit) (?:of|with) (?:<MAIL>\
            |<THESE><END>)
        (?:sick|tired|fed up|over|bored|weary|sick and tired|had it|had a gutful|jack) (?:of|with\
            |to death of|and tired of|getting|of getting|of receiving|of seeing) (?:<MAIL>\
            |(?:being )?(?:emailed|contacted|spammed))
        (?:done|finished|through) with (?:<MAIL>|<LIST>)
        """,
    ),
    Family(
        name="do not write",
        lines=r"""
        <DONT> <KEEP><WRITE>(?: to)? (?:me|us|here|this address|him|her|them|mum\
            |dad)(?: (?:<MAIL>|<THESE>|any ?more|anything|again|further|more|ever|no more|at all\
            |like this|this way|back again))<END>
        <DONT> <KEEP>(?:email|mail|contact|message|spam|emailing|mailing|contacting|messaging\
            |spamming|write to|writing to|bother|pester) (?:me|us|him|her|this address)<END>
        <DONT> <KEEP>(?:sends?\
            |sending)(?: to)?(?: me| us| him| her| mum| it| out)?(?: any| no| through)?(?: more\
            | further| longer)?(?: <MAIL>| <THESE>| anything| any more| anymore| nothing| stuff)\
            <END>
        <DONT> <KEEP>(?:sends?|sending)(?: to)?(?: me| us)?(?: any| no)? (?:more|further|<MAIL>\
            |anymore)
        <DONT> <KEEP>(?:sending|writing|emailing)(?: to)?(?: me| us)?(?=$| ,)
        <DONT> <KEEP>(?:send|sending|email|emailing|write to|mail|contact) (?:to )?(?:my\
            |our) \w+ (?:<MAIL>|<THESE><END>|any|anything|anymore|again)
        <DONT> <KEEP>(?:send|write|email|send me)(?: to)?(?: me)?(?=$| ,| please$| thanks$)
        <DONT> <KEEP>(?:send|email|write|contact|mail\
            |message)(?: me| us| to me| it| them)? (?:again|any further|ever|no more)
        (?:not|never) <KEEP>(?:send|email|mail|contact|write|write to) (?:to )?me (?:again\
            |any ?more|any|mail|emails?)
        (?:rather|prefer|better|appreciate it if|grateful if|glad if|happier if|prefer it if\
            |prefer that|be good if|great if|nice if) (?:that )?(?:you|yous) (?:didnt|not|dont\
            |did not|wouldnt|stopped|no longer) ?(?:email|send|write|contact|message|emailed|sent\
            |contacted|sending|emailing|bother|mail|writing|contacting|keep|continue)
        (?:can|could|would|will) you (?:please |just |kindly )*not (?:email|emailing|contact\
            |message|write to|send) (?:(?:to )?(?:me|us)(?: <MAIL>| <THESE>| anything| anymore)?\
            |<MAIL>|<THESE>)<END>
        no <KEEP>(?:send|sending|emailing|contacting|contact) me(?: <MAIL>| any ?more)?
        (?:mustnt|shouldnt|should not|must not|not allowed to|no longer) (?:be )?(?:email\
            |emailing|contact|contacting|sending|send) me
        """,
        negative=True,
        not_after="i|we|they|he|she|you|people|who|normally|usually|often|it|that",
    ),
    Family(
        name="not wanted",
        lines=r"""
        (?:dont|never|not|no longer) (?:want you to |want you |to )?(?:keep|keeping|hold|holding\
            |store|storing|have|having|retain|use|using)(?: on to)? (?:my|our) (?:email|details\
            |data|name|address|information|info|email address)(?: on (?:file|record\
            |your \w+)| anymore| any longer)?<END>
        (?:dont|never|not|no longer) (?:want|like|wish|agree to|consent to\
            |agree with) (?:to have )?(?:my|our) (?:email|details|data|name|address|information\
            |info|email address)(?: \w+){0,2} (?:kept|held|stored|on file|used|on there|shared\
            |on record|on your \w+)
        (?:dont|never|not) want (?:any|nothing|anything)(?: from you| from this clinic| of (?:it\
            |this|these|them))(?! ,? exercises?)
        ^(?:please |no |, |i |we |sorry |just )*dont want (?:any|none|them\
            |nothing from you)(?: thanks| please| ,)*$
        <NOT> (?:\w+ly |even |at all )?(?:want|wish|need|care|like|require|wanting|wishing\
            |needing|wanted|intend|agree|consent|asked?|ask|plan|be needing|be wanting|desire\
            |interested)(?: (?:to|for|on|in))?(?: (?:receive|get|be|on|have|see|hear|any|more|of\
            |from|keep|getting|receiving|continue|continuing|to|with|by|read|part|carry|go|sent\
            |no|bothered|bombarded|further|reading|stay|remain|me|having|being|send|you|to|keep\
            |longer)){0,6} (?:<MAIL>|<LIST>)
        <NOT> (?:\w+ly )?(?:want|wish|need|care|like|intend|agree|consent|wishing\
            |wanting)(?: (?:to|for))? (?:be |being |you to |you |get |keep |keep being )?(?:email\
            ed|email me|contacted|contact me|messaged|spammed|contacting me|written to|bothered\
            |sent (?:anything|these|more|any)|emailing me|on here|subscribed|a subscriber\
            |involved (?:any ?more|any longer|in this)|sending me|part of this|email\
            |keep emailing|keep sending)
        <NOT> (?:\w+ly )?(?:want|wish|need|care|like|wishing|wanting)(?: to)? (?:hear|hearing\
            |get anything|receive anything|anything|be hearing|keep hearing\
            |receive any)(?: (?:any ?more|more|any|else|further|again|ever)){0,3} from (?:you\
            |your|this|the)
        (?:rather|prefer|choose|elect|like|asked|ask|opt|wish|prefers|want\
            |preferred) (?:to )?not (?:to )?(?:be |have |keep )?(?:hear|hearing|get|getting\
            |receive|receiving|emailed|contacted|sent|on|be on|continue|see|have\
            |bothered)(?: (?:from you|any ?more|anything|by email|again|<MAIL>|<THESE>\
            |<LIST>))<END>
        (?:rather|prefer|choose|like|wish|ask|want|asked) (?:to )?not (?:to )?(?:be )?(?:emailed\
            |contacted|hear|written to)<END>
        (?:no|not|without|have no|little|zero) (?:any )?(?:need|use|wish|desire|interest\
            |further use|further need|longer need|more use|more need|further interest\
            |point)(?: (?:for|of|in\
            |to))+ (?:receive |get |getting |receiving |sending |have |having |send |keep gettin\
            g |continue |continuing |any |be on )?(?:me )?(?:<MAIL>|<LIST>|<THESE><END>\
            |you sending)
        <NOT> (?:(?!sure)\w+ ){0,2}(?:wish|want|like|intend|care|need\
            |desire)(?: to)? (?:to )?(?:participate|take part|be involved|be included|be part\
            |be enrolled|be registered|be subscribed|continue)(?:<END>| in (?:this|it\
            |these)<END>| (?:of|in|with) (?:<MAIL>|<LIST>|<PLAN>\
            |<THESE><END>)| in <DET>{0,3}email)
        no (?:want|need|like|wish|wanting) (?:any )?(?:more|receive|get|receiving|any)? ?<MAIL>
        (?:<NOT>|wont be|decided not to|not to|chosen not to) (?:be )?(?:continue|continuing\
            |carry on|carrying on|going on|go on|proceed|proceeding|keep going|persist) (?:with\
            |getting|receiving) (?:<MAIL>|<PLAN>|<THESE><END>|<LIST>)
        (?:not|didnt want|dont want) (?:to )?(?:get|be getting|receive|for|be sent|have\
            |to get) (?:\w+ )?all (?:these|this|the|of these|your) (?:e?mails|messages|stuff|mail)
        (?:nobody|no one|none of us)(?: \w+){0,2} (?:wants|reads|needs|asked for|want|need\
            |read) (?:<MAIL>|<THESE><END>)
        <NOT> (?:\w+ ){0,2}keen (?:on|to)(?: \w+){0,2} (?:<MAIL>|<LIST>)
        (?:wont|dont expect to|not|dont want to|not to) (?:be )?(?:getting|receiving|get\
            |receive) (?:any )?(?:more|further|anymore) (?:of )?(?:<MAIL>|<THESE><END>)
        <NOT> (?:\w+ ly )?(?:want|need|require|like|wish)(?: (?:any|more|further|to|get|receive\
            |have|your|the))* (?:advice|tips|information|info|contact|newsletters?\
            |material)(?: \w+)? (?:by|via|through|over) e?mail
        <NOT> (?:\w+ ){0,3}(?:relevant|useful|any use|of use|of interest|suitable|for me|helpful\
            |helping|interested|needed)(?: \w+| ,){0,6} (?:please |just |can you |you can |coul\
            d you )(?:please )?(?:stop|remove|take me)<END>
        (?:emails?|mails?|messages?|newsletters?|letters?) (?:are|is) (?:not|no longer|unwanted\
            |not wanted|no use|not needed|no longer needed|not welcome|unwelcome|unsolicited\
            |a nuisance)
        (?:emails?|mails?|messages?|newsletters?|letters?|them) (?:are|is|was\
            |were)?(?: \w+ly)? ?(?:no longer|not|unwanted|arent|isnt) (?:wanted|needed|welcome\
            |required|relevant|necessary|for me)
        (?:unwanted|unsolicited) (?:emails?|mails?|messages?|spam)
        """,
        negative=True,
    ),
    Family(
        name="asked before",
        lines=r"""
        (?:already|still|ive|i have|i|we|weve) (?:(?!was|were|been|had|got)\w+ ){0,2}(?:asked\
            |told(?= you| your| them| someone| the clinic)|requested|said|written|emailed|clicked\
            |unsubscribed|emailing|replied)(?: (?:you|to|already|twice|before|for|on|times|three\
            |several|many|the|link|button|ages|last|week|once|now|back|ago|a|month|but|and|,|im|i\
            |am|ive|times|been|have)){0,10} (?:stop|unsubscribe|be removed|take me off\
            |be taken off|remove me|removed|taken off|off|unsubscribed)
        (?:unsubscribed|opted out|clicked (?:the )?unsubscribe\
            |pressed unsubscribe)(?: \w+| ,){0,8} (?:still|keep|again|more|yet\
            |another)(?: \w+){0,3} (?:getting|receiving|get|receive|coming|come|sending|emailing\
            |emails?|arrive|arriving|sent|mails?|one)
        (?:thought|believed|understood|assumed|sure|told) (?:that )?(?:i|id|we|wed|my name\
            |you)(?: (?:had|was|were|been|would|have|already|be|of))* (?:unsubscribed|removed\
            |taken off|off <LIST>|opted out|taken me off|removed me|deleted|unsubscribe)
        (?:ive|i|have|weve|i have)? ?already (?:unsubscribed|opted out|unsubscribe)
        (?:how|way|button|link|option|trick|method|steps|process|procedure|instructions|able\
            |allowed|possible|wheres the option)(?: \w+){0,6} (?:stop|stopping|cancel|cancelling\
            |turn off|turning off|switch off|switching off|end|ending|get off|getting off\
            |get out of|getting out of|unsubscribe from|leave|leaving|get rid of|getting rid of\
            |quit|quitting) (?:<MAIL>|<LIST>|<THESE><END>)
        (?:how|way)(?: \w+){0,4} (?:turn|switch|shut) (?:<MAIL>|<THESE>) off
        if (?:you|i|we) (?:\w+ ){0,3}(?:email|contact|send|get|receive\
            |spam)(?: \w+){0,5} ,? ?(?:i|ill|im|we|well) (?:\w+ ){0,6}(?:report\w*|acma|ombudsman\
            |legal|solicitor|lawyer|complain\w*|complaint|police)
        how many times (?:do|have|must|should) (?:\w+ ){0,4}(?:stop|unsubscribe|remove|off)
        (?:ill|im|i will|i am|ive|i have|going to|i) (?:be )?(?:mark|marking|marked|report\
            |reporting|reported|flag|flagging|flagged) (?:you|these|this|them|it|your \w+\
            |all of these)(?: \w+)? as (?:spam|junk)
        (?:asked|told|requested|begged|told) (?:you|your \w+|the \w+|someone|them|reception\
            |the clinic|the girl|the lady|yous)(?: (?:lot|people|guys|at|the|desk|clinic\
            |reception|on|phone|to|and|that|twice|already|before|last|week|month|front|counter\
            |ages|ago|girl|lady|there|several|many|times|yesterday)){0,6} (?:stop|take me off\
            |remove me|unsubscribe|no more (?:emails|mail|messages)|not to (?:email|contact|send))
        (?:i|we|ive|weve) (?:\w+ )?requested (?:removal|to be removed|to be taken off\
            |that you stop|no emails|my removal|deletion)
        (?:added|signed up|put on|put|subscribed|enrolled\
            |signed) (?:me |us |my \w+ )?(?:\w+ ){0,4}(?:by mistake|by accident|in error\
            |without (?:my |our |any )?(?:consent|asking|permission|knowledge|being asked\
            |me knowing|approval|agreeing|my say|my ok))
        (?:link|button|page) (?:to|for) (?:unsubscribe|unsubscribing|stop|opt out\
            |leave)(?: \w+){0,5} (?:nowhere|error|broken|not|doesnt|didnt|isnt|wont|fails|dead\
            |blank)
        (?:i|we|ive) said (?:that )?(?:unsubscribe|stop|remove me|no more <MAIL>|no <MAIL>\
            |i (?:dont|didnt|no longer) want (?:<MAIL>|<THESE><END>|any)|take me off)
        when (?:are you going to|will you|do you plan to|are you lot going to|are these going to\
            |will these) (?:ever )?stop(?=$| ,| sending| emailing| contacting| coming)
        what part of (?:stop|no|unsubscribe)
        (?:ive|have|i) unsubscribed (?:\w+ )?(?:twice|before|already|three|multiple|several|many\
            |times)
        (?:clicked|pressed|hit|tried|used|tapped)(?: \w+){0,4} (?:unsubscribe\
            |stop)(?: \w+){0,5} (?:nothing|times|twice|still|again|but|wont|doesnt|didnt|not)
        (?:where|wheres|cant see|cant find|couldnt find|no|dont see\
            |find)(?: \w+){0,3} unsubscribe (?:link|button|option)
        (?:request|requesting|require|demand|insist|asking|ask) (?:that )?(?:you|to|for\
            |you to) (?:please )?(?:stop|be removed|removal|be taken off|cease|to stop)
        (?:still|keep|keeps) (?:getting|receiving|sending\
            |emailing)(?: me)?(?: <MAIL>| <THESE>)?(?: \w+){0,3} (?:after|even though|although\
            |despite)(?: \w+){0,4} (?:unsubscrib\w+|asked|told|opt\w*|request\w*|remov\w+)
        (?:cant|couldnt|unable to|cannot|wont let me|not able to|not letting me|doesnt let me\
            |how to|trying to|tried to|way to|been trying to|how i|how do i|how can i|where do i\
            |where can i|wheres the|wheres the button to) (?:\w+ ){0,3}(?:unsubscribe|opt out\
            |get off (?:<LIST>|<MAIL>)|stop (?:<MAIL>|(?:getting|receiving) (?:<MAIL>\
            |<THESE><END>)|<THESE><END>))
        (?:unsubscribe|stop|opt out|cancel|leave|stop the emails) (?:link|button|thing|page\
            |option|bit) (?:\w+ ){0,2}(?:not|doesnt|didnt|isnt|broken|wont|fails|dead|goes\
            |does nothing)
        """,
        negative=True,
        firm=True,
    ),
    Family(
        name="not theirs",
        lines=r"""
        (?:mistaken|mistaking|confusing|confused|mixed) (?:me|us|my email|this address\
            |me up) (?:for|with) (?:someone|somebody|another|a different|some other)
        (?:have|got|youve|youve got) (?:me|us|my email) (?:confused|mixed up|muddled)
        (?:address|email|mailbox|inbox|account|email address)(?: \w+){0,2} (?:is|isnt|not\
            |no longer)(?: no longer| not)? (?:being )?(?:used|in use|active|valid|monitored\
            |current|theirs|his|hers|checked)(?: by)?
        (?:im|i am|this is) a different \w+(?: \w+)?$
        (?:no such person|(?:nobody|no one) called (?!me\b|us\b|back)\w+(?: here| at this address\
            |$)\
            |nobody by that name|no one by that name|no-one by that name|nobody of that name)
        (?:this|it|that) (?:isnt|is not|is no longer|isnt even) my (?:own )?(?:email|address\
            |email address|account|inbox)
        ^(?:theres |there is |sorry |hi |, |we have )*no \w+ here$
        \w+ (?:left|has left|quit|resigned from|retired from|sold) (?:the|this|our) (?:company\
            |business|firm|school|office|organisation|practice|shop)
        (?:meant|trying|wanted|intended|supposed|want) (?:to )?(?:be )?(?:email|emailing|reach\
            |contact|write to|message) (?:a different|another|someone|somebody|some other\
            |the other)
        not my email list
        (?:there is|theres|we have) no \w+ (?:here|at this (?:address|email)|by that name)
        (?:person|lady|man|gentleman) (?:you are writing to|youre writing to|youre after|you want\
            |you are looking for) (?:\w+ ){0,3}(?:no longer|doesnt|isnt|not|has died|died|passed)
        never (?:even |ever )?heard of (?:you|your|this|the clinic|(?:\w+ ){0,3}clinic)
        (?:no idea|dont know|dont even know|no clue|havent a clue) (?:who|how) (?:you|this|these\
            |yous)(?: people| guys| lot)? (?:are|is|got my|have my|found my|got hold of my)
        (?:didnt|never|did not) (?:even )?(?:give|gave|given) (?:you|u|yous|them|anyone) (?:my\
            |this) (?:email|address|details|email address)
        ^(?:this is |its |thats |hi |sorry |, )*not my (?:email|address|account|inbox)
        not me (?:you|that you|youre) (?:want|after|need|looking|are)
        (?<!i got the )(?<!i got a )(?<!has the )(?<!pressed the )(?<!sent the )(?<!ive got the )\
            (?<!opened the )(?<!clicked the )(?<!received the )wrong (?:person|address|email\
            |email address|e mail|man|woman|lady|bloke|guy|recipient|inbox|mailbox|mail\
            |individual|patient|one)<END>
        (?:not|isnt|no longer|never) (?:her|his|their|sandras|the right|the correct\
            |that persons) (?:email|address|email address|person|mailbox|inbox|account)
        not the (?:right |same |intended )?(?:person|one|lady|man|woman|patient|recipient|owner\
            |bloke|guy|customer|client)(?: (?:you|youre|that|this|who|for|in|intended|meant))
        (?:not|never|never been|no longer|havent been|have never been|am not|wasnt) (?:(?:been\
            |ever|a|an|to) ){0,3}(?:patient|client|customer|member\
            |patients)(?: of| at| with| here| there| any ?more|$| ,)
        never (?:been|set foot|heard|visited|attended|come|gone)(?: \w+){0,2} (?:your|the|this\
            |that|of|of you|you|of your)(?: clinic| place| practice| physio| physiotherapy| centr\
            e|$| ,| guys| lot| people)
        (?:never|didnt|dont remember|dont recall|not|no memory of|havent|did not|dont think i\
            |dont know why i) (?:\w+ ly )?(?:ever )?(?:signed|sign|signing|signup|subscribe\
            |subscribed|subscribing|asked|ask|agree|agreed|register|registered|request|requested\
            |enrol|enrolled|opt|opted|consent|consented|gave|join|joined|give)(?: (?:up|in|me|you\
            |your|my|permission|consent|email|address|to|for|be|on|this|being|get|getting|emailed\
            |receive|receiving|signing|joining|the|any|of|anything|joined|it)){0,6} (?:this|these\
            |it|anything|up|that|<MAIL>|<LIST>|<PLAN>|any of this|any of these|permission|consent\
            |to this|in)(?=$| ,| please| so| and| thanks| but| in the first| to begin| nor| or| a\
            nyway| i | who| how| why| take| remove| stop| either| at all)
        (?:dont|do not) know (?:any|anyone called|anybody called|this|anyone named\
            |anybody named) (?!of|about|better|good|other|more|exercises?|stretch\w*|doctors?\
            |physios?|is|one|that|to|how|pain)\w+$
        (?!i |we |you |they |it |that |this |which |still |really |and |but |who )\w+ (?:doesnt\
            |no longer|dont|isnt|hasnt) (?:live|use|uses|lives|work|works|at\
            |used)(?: \w+){0,3} (?:this|here|email|address|account|any ?more)
        who (?:is|are) (?:this|you)(?: people| guys| lot)? and (?:why|how)
        (?:no longer|not|doesnt|doesnt even|left|hasnt) (?:\w+ )?(?:works?|worked|employed\
            |with us|work) (?:here|at (?:this|our) (?:company|school|office|business|firm\
            |organisation)|for us|with us)
        (?:not|arent|wasnt|werent|isnt|isn t) (?:meant|intended|supposed|addressed) (?:for\
            |to be for|to) (?:me|us|this address|this person)
        (?:meant|intended|addressed|sent|belong) (?:for|to) (?:someone|somebody|another\
            |a different) (?:else|person|\w+)
        (?:want|after|mean|looking for|thinking of|got|have) (?:a|the) (?:different|wrong|other\
            |another) (?!time|day|date|side|appointment|exercise|physio|question|number|one|week\
            |email|idea|place)\w+$
        """,
        negative=True,
        firm=True,
    ),
    Family(
        name="into the bin",
        lines=r"""
        (?:go|goes|going|gone|went|put|putting|get|gets|end up|chucked|thrown|send\
            |sending) (?:\w+ ){0,3}(?:straight |right |directly |immediately )(?:in|into|to\
            |in to) (?:the |my |your )?(?:bin|trash|junk|rubbish|recycle bin|deleted\
            |deleted items|spam|garbage|recycling)
        (?:bin|trash|junk|rubbish|spam)(?: \w+| ,){0,3} (?:dont|no need|no point|stop) (?:bother\
            |worry|waste|to|in|sending)?
        (?:save|spare) (?:your|yourself|yourselves|us both|ya|you) ?(?:self\
            |selves)?(?: all)?(?: of)? (?:the |your |some )?(?:trouble|bother|time|effort|energy\
            |breath|ink|electricity)
        (?:wasting|waste of) your (?:time|energy|breath|electrons)(?: \w+){0,2} (?:sending\
            |emailing|writing|with these|on me)
        (?:delete|bin|trash|chuck|ignore)(?: \w+){0,3} (?:without|before|unread|unopened\
            |every one|all of them|each one|them all)
        (?:never|dont|wont|not going to|no longer|not) (?:\w+ ){0,2}(?:read|open|look at|reading\
            |opening) (?:them|these|em|any of (?:them|these)|your (?:emails|messages|letters)\
            |the (?:emails|messages))(?= ,|$| so| and| any ?more| please| anyway)
        """,
        negative=True,
        loose=True,
    ),
    Family(
        name="not these",
        lines=r"""
        <NOT> (?:\w+ly )?(?:want|wish|need|care|require|wanting|wishing|needing|be needing\
            |be wanting)(?: (?:to|for|get|receive|be|getting|receiving|any|more|of|have|see\
            |continue|read|keep|keep getting|coming)){0,5} (?:<THESE>|more|anymore|it anymore\
            |it)(?: coming)?<END>
        <NOT> (?:\w+ ){0,2}keen (?:on|to) (?:get|getting|receive|receiving|have|having|continue\
            |keep getting) <THESE><END>
        ^(?:hi |hello |please |sorry |, )*(?:these are |theyre )?no longer (?:needed|required\
            |wanted)(?: anymore| thanks| please| ,)*$
        no (?:more|further) (?:please|thanks|thank you|for me)
        (?:rather|prefer) (?:to )?not (?:to )?(?:get|receive|have|see|be sent\
            |continue getting) (?:<THESE>|any more|any|it)<END>
        (?:done|finished|through) with <THESE>(?= ,|$| please| thanks| now| any| so)
        (?:had|got|have|getting) (?:quite |more than |just about |had )?(?:enough|a gutful\
            |my fill|it) (?:of|with) (?:<THESE>|it all|all this)<END>
        (?:sick|tired|fed up|sick and tired|bored) (?:of|with) (?:these|all this|them\
            |getting these|getting them)(?= ,|$| please| now| coming)
        (?:i|we|just|really|id|would) (?:want|wants|like|would like\
            |wanna) (?:to get )?out(?=$| , | please| thanks| of (?:this|it|these|here|the program\
            |the list|the emails)<END>)
        (?:count|deal|leave|include|keep) (?:me|us) out(?! of (?!this|these|it))
        (?:i|we) (?:want|need|just want) off<FULL>
        leave (?:me|us) (?:alone|be|in peace)
        (?:get lost|go away|piss off|bugger off|fuck off|rack off|naff off|nick off|sod off\
            |buzz off)
        (?:no longer|not|not really|never|am not|im not\
            |not at all)(?: \w+ly)? interested(?=$| ,| any ?more| any longer| thanks| thank| plea\
            se| now| so| sorry| at all| in (?:this|it|these|any of it|any of this)(?= ,|$| any))
        (?:not for me|isnt for me)(?: any ?more)?(?= , (?:so )?(?:please|stop|take|remove))
        """,
        negative=True,
        loose=True,
    ),
)
