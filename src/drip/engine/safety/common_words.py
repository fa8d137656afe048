"""Ordinary words: they tell English from other languages, and are never taken for a slip."""

from __future__ import annotations

from drip.engine.safety.word_sets import word_set

#: The most frequent words of plain English, and of letters about exercises and backs.
COMMON = word_set("""
    about above actually after afternoon again against ago ah all almost alone already alright
    also always am among amount an and another answer any anyone anything anyway appointment are
    around as ask asked asking at away awesome awful back bad be because become bed been before
    began begin behind being bend bending better between big bit bloody body book booked both
    bother bottom bought bring brought bus busy but buy by call called came can car care carry
    catch chair change cheers child class clinic close cold come coming cool core could couple
    course cut dad daily damn day days dear deal decent definitely desk did different difficult
    do does doing done door down drive driving due during each early ease easier easy eat either
    else email emails end enjoy enough even evening ever every everyone everything exact
    exercise exercises fair far fast feel feeling feels feet felt few finally find fine finish
    first fit five floor follow food foot for forgot forward found four friday friend friendly
    from front full fun funny garden gave get gets getting girl give given glad go goes going gone
    good got
    great green gym had half hand happen happened happy hard has have having he hear heard heat
    heavy hello help helped helping helps her here hey hi high him his hold holiday home hope
    hoping hour hours house how however hurt hurts i idea if improve improved in into is it job
    join just keen keep keeping kept kids kind knee knew know last late lately later least leave
    left leg legs less let letter letters life lift lifting light like line little live long
    longer look looking lot lots love low lower lunch made make making many may maybe me mean
    mention might mind minute minutes missed mix moment monday month months more morning most
    mostly move moved moving much mum muscle muscles must my myself name near nearly need needed
    neck never new next nice night no none normal not nothing now number of off office often ok
    okay old on once one only open or other our out over own pace pain painful paper part past
    pause people per perhaps person physio picked place plan play please plus point pool pretty
    probably problem program programme put question quick quiet quite rate rather read ready
    real really reason regards greetings rest right room round routine run running said same sat
    saturday
    saw say saying school second see seem seems send sent sessions session set several she shift
    shop short should show side since sit sitting six sleep slept slow slowly small so some
    someone something sometimes soon sore sorry sort spasm spine stand standing start started
    still stop stopped straight strength stretch stretches stretching strong stronger stuff such
    sunday sure table take taking talk tea tell ten than thank thanks that the their them then
    there these they thing things think this those though thought three through thursday tight
    till time times tired to today together told tomorrow tonight too took tried tries try
    trying tuesday turn twice two under until up upper us use used usual usually very wait walk
    walked walking walks want wanted warm was wash watch water way we wear wednesday week
    weekend weekly weeks well went were what when where which while who whole why will wish with
    without woke wonder word work worked working works world worry worse worst would write wrong
    year years yep yes yesterday yet you young your yours zero cannot ta nah nope yeah yup mate
    g'day gday okey dokey arvo stoked goodbye bye cheers hiya righto bonza reckon heaps ripper
    beauty crikey strewth legend
    """)

#: Small words of other languages that English does not have, or hardly.
FOREIGN = (
    word_set("""
    el los las una unos que por para pero muy con más mas está estoy tengo dolor espalda mucho
    gracias hola siento puedo desde cuando también como bien si ya hay ha he nada porque mi le
    les des une est et je suis pas pour dans avec mais très mal merci bonjour depuis quand moi
    mon ma mes nous vous ça cela qui du au aux sont ai der die das und ist nicht ich habe ein
    eine mit auf für aber sehr seit kann kein keine auch wenn mir mein meine schmerzen rücken
    danke hallo nein sie wir bin zu den dem im vom il lo gli che non sono ho un' della delle
    dello con per ma molto grazie ciao dolore schiena anche quando sto mia mio nel nella eu não
    nao uma com muito dor costas obrigado obrigada estou tenho mas você voce minha meu também
    het een niet ik heb van voor maar zeer pijn rug ook als dank goed mijn wel geen met naar
    zijn tôi không của và là đau lưng rất khong toi dau lung rat cám ơn toi bi duoc được bị saya
    tidak dan yang sakit punggung sangat terima kasih dengan untuk ini itu bisa sudah belum ako
    hindi ang ng mga sa po opo masakit likod salamat na ko wala ben çok agri değil ve bir için
    teşekkür merhaba var yok bel belim nie jest się mam bardzo ból plecy dziękuję
    jak że tak ale mnie bolą boli nogi czuję den det jag inte och är har med på jeg ikke og er
    den mou kai einai poli ponos mesi echo den boro den mera meri mein nahi nahin hai bahut dard
    kamar peeth ka ki ke ko hoon raha rahi maine aap kya haan bohot acha
    """)
    - COMMON
    - frozenset({"i", "a", "he", "has", "her", "on", "in", "at", "no", "as", "to", "so", "me"})
)
