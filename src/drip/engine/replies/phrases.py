"""How people say what check-ins offer, by meaning. Words are in lower case, without apostrophes.

Each meaning has phrases; `/` separates words that may stand at one place, `?` marks one that may
be left out. A meaning whose name begins with `r:` is a reason for stopping.
"""

from __future__ import annotations

from typing import Final

from drip.engine.replies.reason_phrases import REASON_PHRASES
from drip.engine.safety.word_sets import word_set

MEANINGS: Final[dict[str, str]] = {
    "done": """
        did it; did them; did my/the/a/one first? session; did my/the exercises; done; ive done;
        have done; completed it/my/the/them; finished it/my/the/them; got through it/them/the;
        managed it/to; got it done; gave it a go; had a go; smashed it; knocked it over; tried it;
        had my/the first? session; session done; ticked it off
    """,
    "fine": """
        fine; good; great; well; ok; okay; alright; all right; no problem; no problems; no issues;
        no issue; easy; brilliant; awesome; fantastic; comfortable; no dramas; no worries; loved it;
        enjoyed it; perfect; lovely; excellent; wonderful; not sore; no soreness; not bad; not too
        bad; better than expected; better than i expected; better than i thought; piece of cake; no
        pain; no trouble; no ill effects; no hassles; without any
        trouble/problem/problems/issue/issues; without trouble; sweet; terrific; ripper; no pulled
        up sore; nothing hurt; didnt hurt; doesnt hurt; wasnt sore; not a worry; no sweat; breeze;
        no aches; no stiffness; too easy; easy peasy; easy as; no bother; not a problem; pleasantly
        surprised; not hard; better than i feared; pretty straightforward
    """,
    "sore": """
        sore; stiff; aching; achy; ached; tender; hurting; hurt; hurts; painful; paid for it; paying
        for it; suffering; suffered; pulled up rough/badly/tight/ordinary/stiff/bad/terrible; in
        agony; killed me; killing me; soreness; rough the next; felt it the next; felt it the day
        after
    """,
    "not_done": """
        not yet; not done; havent yet; havent done; havent had; havent started; havent got; havent
        managed; havent tried; havent been able; havent begun; couldnt do it; didnt do; didnt get;
        didnt start; didnt manage; didnt have; didnt happen; hasnt happened; not started; not begun;
        yet to; still to do; still to come; still havent; have not; not had; never got; never
        started; not got; hadnt; not so far; still need to start; not quite yet; havent; not as yet;
        yet to start; not there yet; do it tomorrow/tonight/later/soon; do them
        tomorrow/tonight/later; start
        tomorrow/tonight/monday/tuesday/wednesday/thursday/friday/saturday/sunday; starting
        tomorrow/tonight/monday/tuesday/wednesday/thursday/friday/saturday/sunday; doing it
        tomorrow/tonight/later; not started it; on my list; no chance yet; planning to start; about
        to start; waiting to start; waiting for
    """,
    "stopped": """
        given it/them up; gave it/them up; ive stopped; i stopped; have stopped; stopped doing;
        stopped it; stopped them; stopped the exercises/sessions/program/programme; stopped
        altogether; stopped completely; stopped exercising; gave up; given up; i quit; ive quit;
        quit; packed it in; chucked it in; threw in the towel; dropped out; dropped it; gave it
        away; not doing it any more/anymore; not doing them any more/anymore; no longer doing;
        ceased; had to stop; stopped after; stopped because; stopped last; stopped a; just stopped;
        stopped for now; stopped now; thrown in the towel; giving up; have quit; stopped im; not
        going to continue; wont be continuing; decided to stop; called it quits; pulled the pin;
        stopped; knocked it/them/that on the head; knocked the exercises/sessions on the head;
        called it a day; not bothering; gone by the wayside; fallen by the wayside
    """,
    "spasm": """
        in spasm; in a spasm; in full spasm; having a spasm; having spasms; having another spasm;
        back has gone; back has gone into; gone into spasm; went into spasm; into spasm; spasming;
        back locked up; back has locked; back seized; seized up; back has seized; locked up; spasm
        now; spasmed; back went out; back is out; back has gone out; still spasming; back spasm;
        back spasms; threw my back out; put my back out; done my back in; spasm again; another
        spasm; had a spasm; got a spasm; a spasm; spasm; spasms
    """,
    "on_track": """
        on track; ticking along; havent missed a beat; not missed a beat; going well; going great;
        going good; going fine; going ok; going okay; going along well/nicely/fine; all good;
        keeping it up; keeping up; keeping at it; sticking with it; sticking to it; sticking at it;
        going strong; so far so good; as planned; to plan; doing well; doing great; doing fine;
        going really/very/pretty well/good; on target; on schedule; up to date; no dramas; no
        problems; all on track; doing good; right on track; tracking well; tracking nicely; tracking
        along; good progress; going nicely; not slipping; going swimmingly; cruising along; havent
        missed; not missed any; never missed; every session; all under control; right as planned;
        still doing them/it; doing them/it twice/regularly; regular as clockwork; staying on top of
        it; bang on; happy with it; chugging along; plodding along
    """,
    "slipping": """
        slipping; slipped; slacking; slacked off; slack; fallen behind; falling behind; fell behind;
        missed a; missed some; missed one; missed couple; missed two; missed three; missed last;
        missed this; missed most; struggling to keep; struggling to fit; struggling to find;
        struggling to stay; struggling to stick; hit and miss; on and off; off and on; not as often;
        not as much; not as regular; fell off the wagon; fallen off the wagon; off the wagon;
        patchy; bit behind; not keeping up; skipped; skipping; inconsistent; lapsed; lost momentum;
        losing motivation; hard to keep; not every; not doing as; off track; sporadic; haphazard; up
        and down; could be better; not great with it; letting it slip; let it slip; got slack;
        behind; as i should; as often as; as much as i; should be doing; could do better; not
        enough; less than i should; only sometimes; bit hit and miss; not consistent; not regularly;
        not very regular; forgetting; keep forgetting; only now and then; bit slack; life got in the
        way; falling off; missing some/a/sessions; missed sessions; missed quite; struggling; bit of
        a struggle; finding it hard; finding it difficult; tricky to fit; not so much
    """,
    "better": """
        better; improved; improving; improvement; improvements; got better; on the improve; on the
        mend; come good; coming good; good now; feeling good; feels good; feels great; coming along;
        progress; headway; loosened up nicely; come along
    """,
    "gone": """
        fit as a fiddle; fixed; all fixed; cured; right as rain; gone; all gone; completely gone;
        completely better; fully better; all better; cleared up; cleared; fully recovered;
        recovered; nothing left; back to normal; pain free; good as new; resolved; disappeared; no
        longer have; 100%; totally fine; no pain; no pain left; no spasm; no more spasm; no more
        spasms; all clear; completely fine; none of it left
    """,
    "mostly_gone": """
        mostly/nearly/almost/basically/practically completely/entirely/all/totally? gone; pretty
        much gone; just about gone; more or less gone; mostly/nearly/almost/basically better; just
        about better; pretty much better; mostly fine; mostly ok; almost back to normal; nearly back
        to normal; nearly normal; almost normal; pretty much back to normal; nearly right; mostly
        good; nearly all gone; almost all gone; virtually gone; barely there; hardly there; hardly
        notice it; barely notice it; near enough gone; largely gone
    """,
    "easing": """
        easing; eased; eases; easing off; easing up; settling; settling down; settled; settled down;
        loosening; loosened; calming down; calmed down; letting go; less painful; not as bad; less
        pain; subsiding; loosening up; loosened up; easier
    """,
    "same": """
        stuck where i was; where i was; hasnt budged; havent budged; hasnt moved; hasnt shifted; not
        budged; not shifted; same; unchanged; no change; no changes; no different; no difference;
        not changed; hasnt changed; havent changed; hasnt improved; havent improved; status quo; no
        better no worse; no better or worse; no worse no better; neither better nor worse; not
        better not worse; no better nor worse; not any/much different; not much change; not much
        difference; not much has changed; nothing has changed; nothings changed; no real change; no
        real difference; no improvement; much of a muchness; as it was; as bad as; identical; not
        improved; no noticeable change
    """,
    "worse": """
        worse; worsened; worsening; deteriorated; gone downhill; going downhill; gone backwards;
        going backwards; went backwards; worst; went downhill; deteriorating; not as good as
        last/yesterday/before/it; not as well as last/yesterday/before/it; gone back; set back;
        setback; slipped back; taken a step; a step back; heading the wrong; wrong way; wrong
        direction
    """,
    "discomfort": """
        some discomfort; bit of discomfort; little discomfort; slight discomfort; mild discomfort;
        minor discomfort; discomfort; niggle; niggles; niggly; niggling; twinge; twinges; bit sore;
        little sore; slightly sore; bit stiff; little stiff; slightly stiff; slight ache; dull ache;
        bit achy; bit of an ache; bit tender; stiffness; tightness; bit tight; little tight;
        uncomfortable; still sore; still a bit sore; bit of soreness; bit of stiffness; bit of pain;
        some stiffness; some soreness
    """,
    "first": """
        never had the like; 1st time/one/ever/spasm; first one; first time; first spasm; first ever;
        my first; its the first; never had one; never had it; never had this; never had anything;
        never happened before; never happened; new to me; one off; first; never before; hasnt
        happened before; havent had one/it/this before; not happened before; brand new; never
        experienced
    """,
    "repeat": """
        happened once/twice; happened many/several/three/four/five? times; twice before; once
        before; times before; happened before; had it before; had this before; had one before; had
        them before; had these before; not my first; not the first; not first; happened again;
        repeat; recurring; recurrent; keeps coming; keeps happening; keep getting; second time;
        third time; fourth time; fifth time; 2nd/3rd/4th/5th/6th time/one/spasm; many times; several
        times; few times; couple of times; every few months/years; for years; a regular thing;
        regular occurrence; lost count; comes and goes; had a few; had plenty; had heaps; had lots;
        it happens; get them every; third one; second one; been here before; old friend; not new;
        again; had it last year/month/time/summer/winter; happens every/all/a; every
        winter/summer/year/spring/autumn; had it in; had one last; had one in; had it years;
        regularly happens; an old one; every time i; been through it/this before; been through this;
        been here; same as last; keeps on happening
    """,
    "unsure": """
        not sure; unsure; dunno; dont know; no idea; hard to say; cant remember; cant say; not
        certain; hard to tell; dont remember; not really sure; couldnt say; couldnt tell you; dont
        recall; uncertain; who knows; who knows tonight/tomorrow; beats me; havent a clue; not a
        clue; no clue; dont have a clue; couldnt tell ya
    """,
    "days:all": """
        every day; every single day; each day; each and every day; all seven days; all 7 days; seven
        out of seven; 7 out of 7; 7/7; seven days; 7 days; each morning; each evening; each night;
        every morning; every night; every evening; daily; all the days; without fail; religiously;
        never missed; not one missed; didnt miss; didnt miss a day; havent missed a day; faithfully;
        without missing; nightly; all nights; every one of; all week; the whole week; seven nights;
        7 nights
    """,
    "days:most": """
        most days; nearly every day; almost every day; most of them; most of the days; most of the
        time; all but one; all but two; most mornings; most nights; more days than not; but most;
        missed one day; missed a day; skipped a day; skipped one day; mostly; most evenings; nearly
        all; almost all; nearly always; almost always; nearly every; almost every; all except one;
        all bar one; only missed one/once; just missed one; missed only one; missed it once; missed
        once
    """,
    "days:few": """
        a few days; few days; some days; now and then; now and again; sometimes; occasionally; here
        and there; couple of days; from time to time; once in a while; a few; on and off; off and
        on; every so often; some nights; some mornings; some evenings; few times; couple times;
        couple of times; few nights; couple of nights; odd day; odd night; handful of times; handful
        of days; handful
    """,
    "days:none": """
        not at all; never; none; zip; nada; zilch; didnt do any; havent done any; not once; not one;
        didnt do them; havent done them; not a single one; not a single day; no days; didnt at all;
        didnt manage any; didnt get to it; didnt get to any; forgot all week; forgot to; forgot
        them; didnt bother; didnt do a; didnt do it; didnt touch; havent touched; didnt get around;
        didnt get round; nothing this week; missed the whole; missed all; missed every
    """,
    "attend": """
        ill be there; ill be in; ill come; ill come along; count me in; see you
        then/there/saturday/sunday/monday/tuesday/wednesday/thursday/friday; im in; will be there;
        be there; ill make it; will make it; im coming; i am coming; can make it; wouldnt miss it;
        put me down; sign me up; ill attend; will attend; will come
    """,
    "absent": """
        not this time; cant make it; cannot make it; cant come; cant get there; wont be there; wont
        be coming; wont make it; wont be able; not coming; ill have to miss; have to miss; unable
        to; ill skip; count me out; cant be there; not able to; not going to make; sitting this one
        out; cant this time/week; couldnt make it
    """,
    "too:light": """
        too light; too easy; bit light; bit easy; little light; little easy; a bit too light/easy;
        not heavy enough; not hard enough; could be heavier; could be harder; could go
        heavier/harder; could do more; could have done more; not enough; too little; way too
        easy/light; didnt feel it; hardly felt it; barely felt it
    """,
    "too:right": """
        about right; just right; spot on; perfect; right amount; right weight; good amount; good
        weight; ideal; goldilocks; manageable; fine for me; suits me
    """,
    "too:heavy": """
        too heavy; too hard; too much; bit heavy; bit hard; bit much; little heavy; little hard; bit
        too heavy/hard/much; little too heavy/hard/much; way too heavy/hard/much; couldnt lift it;
        couldnt manage it; not light enough; could be lighter; could be easier; need lighter;
        overdid it; struggled with it
    """,
    "work:none": """
        dont work; do not work; not working; retired; pensioner; on the pension; stay at home; no
        job; no paid job; unemployed; dont have a job; not in the workforce; in retirement
    """,
    "work:off": """
        not back yet; not back; still off; off work; on sick leave; on leave; signed off; havent
        gone back; havent returned; not returned; still at home; on workcover
    """,
    "work:part": """
        fewer hours; part time; reduced hours; half days; shorter hours; less hours; shorter days;
        half time; cut down hours; short days; not full hours; not full time
    """,
    "work:light": """
        lighter duties; light duties; modified duties; lighter work; light work; desk duties;
        restricted duties; easier duties
    """,
    "work:full": """
        full hours; full time; normal hours; usual hours; ordinary hours; all hours; full days; my
        usual hours; full shifts; all my hours
    """,
    "work:usual": """
        usual duties; normal duties; ordinary duties; full duties; all duties; same duties; ordinary
        tasks; same work; normal work; usual work
    """,
    "yes": """
        yes; yep; yeah; yup; ya; aye; yes please; sure; absolutely; definitely; of course; for sure;
        correct; yess; yea; indeed; affirmative; unfortunately yes; afraid so; it is; y
    """,
    "no": """
        no; nope; nah; na; no thanks; no thank you; n; noo; no way; negative; not at all; not at
        this stage; not at this time; not just now; not interested; not for me; no need for now; no
        need thanks; no need at; not this time; pass this time; ill pass; not now; not at the
        moment; not right now; not currently; not today; it isnt; its not; no not; definitely not;
        thankfully no; luckily no; neh; nup; rather not; no need; leave it for now; leave it for;
        ill leave it; leave that for now; give it a miss
    """,
    "keep": """
        dont you dare stop; why would we/i/you stop; onwards; onward; go on; we go on; dont/never
        take me off; dont remove me; dont unsubscribe me?; dont cancel; dont drop me; like to
        receive; like receiving; like getting; keep me in; keep me posted; leave me on; want the
        emails; keep going; keep them coming; keep it coming; keep em coming; keep coming; keep
        sending; keep the emails; keep emails; keep emailing; keep me on; carry on; continue; stay
        on; keep receiving; dont stop; please keep; keep up the; keep at it; still want; happy to
        continue; keep on; id like to keep; want to keep; like the emails; still interested; im
        still here; not stop; still here; keep; stick with it; bring it on; lets keep; still keen; i
        want to stay; please continue; id like to stay
    """,
    "pause": """
        breather; put it/them/this on hold; bit of a pause; pause for; pause
        them/these/this/everything; start up again; start again in; for about a month; a few weeks
        off; hold them; resume; come back in; pause; a break; take a break; hold off; on hold; a
        month off; break for a month; pause for a month; bit of a break; have a break; suspend;
        postpone; pause it; pause please; later on; break please; come back to it; next month; time
        out; short break; give me/us a month/week/fortnight; give me/us a few/couple weeks/months; a
        month please; month off; back in a month; in a month; weeks off; need a break; need a month;
        hit pause
    """,
    "stop_mail": """
        stop the emails; stop emails; stop emailing; stop sending; stop them; finish here; finish
        up; unsubscribe; no more emails; no more; no more thanks; no more mail; thats all; thats it;
        thats enough; stop; yes stop; stop please; please stop; stop here; finish; finish please;
        end it; end here; cancel; no further emails; no other emails; leave it there; leave it here;
        call it a day; wrap it up; finish it; enough emails; pull the plug; no longer want; stop
        sending them/these/it; no need to keep; dont send; over it; done thanks; all done; im done;
        im good thanks; dont need any more; dont need the emails; finish now; stop now; no emails;
        you can stop; ok to stop; happy to finish; happy to stop; yes finish; we can stop; enough
    """,
    "book": """
        book; booking; appointment; review; be seen; see someone; see somebody; see the physio; see
        a physio; come in; make a time; make an appointment; come and see; see you; checkup; check
        up; see one of
    """,
    "contact": """
        ring/call/phone/telephone/contact/text/bell me/us; ring/call/phone me back; call back; give
        me/us a call/ring/bell/buzz/tinkle/shout; give me/us another call/ring; get in touch; be in
        touch with me; in touch please; get in contact; reach out; another
        time/appointment/appt/booking/one/date please?; new appointment/appt/time/booking/date;
        find/make/book me?/us? a/another new? time; reschedule; rebook; re book; book me in; make
        another; next available; fit me in; squeeze me in
    """,
    "alone": """
        by myself; on my own; alone; go it alone; solo; carry on; continue by; keep going by; keep
        going on; do it myself; self manage; manage myself; under my own steam; by meself; fly solo;
        on me own
    """,
    "strengthen": """
        strengthening; strengthen; strength; 8 week; 8 weeks; eight week; strengthening emails; next
        program; next programme; exercise program; stronger
    """,
} | REASON_PHRASES

#: How much better or worse.
MUCH: Final = word_set("""
    much heaps way lot lots loads hugely massively significantly vastly tons miles far
    considerably dramatically majorly substantially enormously tonnes infinitely vast huge
    massive marked markedly alot immensely loads stacks bucketloads big significant
""")
LITTLE: Final = word_set("""
    little bit slightly slight somewhat marginally tad touch fraction wee minor small tiny
    smidge smidgen smidgeon marginal minimally mildly tich tiniest
""")
#: Words that make neither of the two sure.
HALF: Final = word_set("""
    quite fair fairly good bit reasonable reasonably pretty decent
""")
