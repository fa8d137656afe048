# ruff: noqa: RUF001 - words of many languages
"""Words of signatures: what phones and programs add, and how people close a letter."""

from __future__ import annotations

#: How a line begins that a phone or a program adds.
SENT_FROM: tuple[str, ...] = (
    "sent from", "sent via", "sent by", "sent with", "sent on", "sent using", "from my",
    "typed on", "written on my", "get outlook for", "get bluemail for", "get yahoo mail",
    "get aol app", "secured with", "download outlook", "get the outlook", "composed on",
    "gesendet von", "gesendet mit", "von meinem", "von unterwegs", "diese nachricht wurde von",
    "verschickt von", "verfasst auf", "holen sie sich outlook", "envoyé de", "envoyé depuis",
    "envoyé à partir", "envoyé via", "envoyé par", "envoyé avec", "obtenir outlook",
    "télécharger outlook",
    "enviado desde", "enviado con", "enviado de", "enviado do", "enviado a partir",
    "enviado via", "enviat des", "obtener outlook", "obtenga outlook", "descarga outlook",
    "obter o outlook", "baixe o outlook", "inviato da", "inviato dal", "inviato con",
    "ottieni outlook", "scarica outlook", "verzonden vanaf", "verzonden vanuit",
    "verstuurd vanuit", "verzonden met", "verstuurd vanaf",
    "verstuurd met", "outlook voor", "download outlook voor", "skickat från", "skickades från",
    "hämta outlook", "sendt fra", "sendt med", "hent outlook", "få outlook", "lähetetty",
    "hanki outlook", "sent úr", "wysłane z", "wysłano z", "pobierz program outlook",
    "pobierz aplikację outlook",
    "pobierz outlook", "odesláno z", "odesláno ze", "získat outlook", "odoslané z",
    "odoslané zo", "poslano z", "poslano s", "poslano sa", "küldve", "elküldve", "az outlook",
    "trimis de pe", "trimis din", "obțineți outlook", "отправлено с", "отправлено из",
    "отправлено через", "послано с", "скачать outlook", "получить outlook", "надіслано з",
    "відправлено з", "изпратено от", "послато са", "στάλθηκε από", "αποστολή από",
    "λήψη του outlook", "iphone'umdan gönderildi", "ipad'imden gönderildi", "outlook'u edinin",
    "发自我的", "发自", "来自我的", "從我的", "自我的", "寄自", "傳自", "获取适用于",
    "取得適用於", "从我的", "iphoneから送信", "ipadから送信", "androidから送信", "から送信",
    "outlook for ios", "나의 iphone에서 보냄", "내 iphone에서 보냄", "내 갤럭시",
    "나의 ipad에서 보냄", "iphone에서 보냄", "삼성 갤럭시", "gửi từ", "được gửi từ",
    "đã gửi từ", "ส่งจาก", "ส่งมาจาก", "أُرسلت من", "أرسلت من", "تم الإرسال من", "مرسل من",
    "مُرسل من", "ارسال شده از", "נשלח מה", "נשלח מ", "मेरे iphone से भेजा गया", "मेरे",
    "dikirim dari",
    "terkirim dari", "dihantar dari", "dihantar daripada", "ipinadala mula",
)  # fmt: skip

#: Where such a line ends in languages whose verb comes last.
SENT_FROM_ENDINGS: tuple[str, ...] = (
    "gesendet", "gesendet.", "gönderildi", "gönderildi.", "传送", "傳送", "发送", "から送信",
    "より送信", "에서 보냄", "에서 보냈습니다", "से भेजा गया", "küldve", "küldtem", "lähetetty",
    "saadetud",
)  # fmt: skip

#: One of these stands in such a line.
DEVICES: tuple[str, ...] = (
    "iphon", "ipad", "ipod", "samsung", "galaxy", "android", "huawei", "xiaomi", "redmi",
    "oppo", "pixel", "nokia", "htc", "sony", "xperia", "motorola", "blackberry", "windows",
    "outlook", "yahoo", "aol", "gmail", "proton", "tutanota", "tuta", "k-9", "thunderbird",
    "airmail", "mailbox", "spark", "superhuman", "fastmail", "fairemail", "bluemail",
    "blue mail", "hotmail", "mail.ru", "qq", "foxmail", "gmx", "web.de", "t-online",
    "free mobile", "orange", "phone", "mobile", "mobil", "handy", "móvil", "movil", "celular",
    "telemóvel", "telefon", "téléphone", "telefono", "smartphone", "tablet", "tablette",
    "puhelim", "телефон", "手机", "手機", "スマート", "휴대", "điện thoại", "ponsel", "device",
    "gerät", "apple", "mac", "watch", "cell", "ios", "алкатель", "alcatel", "lg ", "mailspring",
    "edison", "vodafone", "telstra", "optus", "typeapp", "delta chat", "em client", "mailbird",
    "shortwave", "canary mail", "zoho", "libero", "seznam", "naver", "yandex", "яндекс",
    "почт", "bigpond", "laposte", "webmail", "freenet", "1&1", "ionos", "posteo",
)  # fmt: skip

#: What is excused behind the device.
EXCUSES: tuple[str, ...] = (
    "typo", "typos", "typoze", "brevity", "brief", "errors", "mistakes", "spelling",
    "autocorrect", "auto-correct", "auto correct", "tippfehler", "schreibfehler", "kürze",
    "fautes", "faute", "brièveté", "errata", "errores", "brevedad", "errori", "brevità",
    "erros", "typefout", "typefouten", "stavfel", "tastefeil", "tastefejl", "опечатки",
    "краткость",
)  # fmt: skip

#: How people close a letter, alone on its line. Longer ones are matched by these beginnings.
CLOSINGS: frozenset[str] = frozenset((
    "regards", "kind regards", "kindest regards", "best regards", "warm regards",
    "warmest regards", "many regards", "with regards", "with kind regards", "with best regards",
    "best wishes", "warm wishes", "all the best", "best", "warmly", "sincerely",
    "yours sincerely", "sincerely yours", "yours faithfully", "yours truly", "yours",
    "respectfully", "cordially", "cheers", "thanks", "thank you", "many thanks", "thanks again",
    "thanks so much", "ta", "thanks and regards", "thanks & regards", "thank you and regards",
    "thanking you", "with thanks", "kind thanks", "take care", "love", "lots of love", "br",
    "kr", "rgds", "brgds", "mit freundlichen grüßen", "mit freundlichen grüssen",
    "mit besten grüßen", "freundliche grüße", "freundliche grüsse", "viele grüße",
    "viele grüsse", "liebe grüße", "liebe grüsse", "beste grüße", "herzliche grüße",
    "schöne grüße", "mfg", "lg", "vg", "gruß", "grüße", "cordialement", "bien cordialement",
    "bien à vous", "sincères salutations", "salutations", "bonne journée", "cdlt",
    "amicalement", "respectueusement", "merci", "saludos", "un saludo", "saludos cordiales",
    "cordiales saludos", "atentamente", "un cordial saludo", "gracias", "cordiali saluti",
    "distinti saluti", "saluti", "un saluto", "cordialmente", "grazie", "atenciosamente",
    "cumprimentos", "com os melhores cumprimentos", "melhores cumprimentos", "abraço",
    "abraços", "obrigado", "obrigada", "att", "met vriendelijke groet",
    "met vriendelijke groeten", "vriendelijke groet", "vriendelijke groeten",
    "hartelijke groet", "groeten", "groetjes", "mvg", "med vänliga hälsningar",
    "med vänlig hälsning", "vänliga hälsningar", "vänligen", "hälsningar", "mvh",
    "med venlig hilsen", "venlig hilsen", "med vennlig hilsen", "vennlig hilsen", "hilsen",
    "ystävällisin terveisin", "terveisin", "terveiset", "pozdrawiam", "z poważaniem",
    "serdecznie pozdrawiam", "s pozdravem", "s pozdravom", "s přátelským pozdravem", "zdravím",
    "lep pozdrav", "srdačan pozdrav", "pozdrav", "üdvözlettel", "tisztelettel", "köszönettel",
    "cu stimă", "cu respect", "o zi bună", "с уважением", "с наилучшими пожеланиями",
    "з повагою", "с уважение", "поздрави", "с поштовањем", "με εκτίμηση", "φιλικά", "ευχαριστώ",
    "saygılarımla", "saygılar", "iyi çalışmalar", "sevgiler", "teşekkürler", "此致", "祝好",
    "谢谢", "謝謝", "敬上", "よろしくお願いします", "よろしくお願いいたします", "敬具",
    "감사합니다", "안녕히 계세요", "trân trọng", "thân mến", "ขอแสดงความนับถือ", "ขอบคุณครับ",
    "ขอบคุณค่ะ", "مع أطيب التحيات", "تحياتي", "مع التحية", "شكرا", "با احترام", "בברכה", "תודה",
    "בתודה", "धन्यवाद", "सादर", "salam", "hormat saya", "salam hormat", "terima kasih",
))  # fmt: skip

#: Capitalised words that answer something and are nobody's name.
NO_NAMES: frozenset[str] = frozenset((
    "yes", "no", "ok", "okay", "yep", "yeah", "nope", "better", "worse", "same", "fine", "good",
    "bad", "great", "none", "nothing", "never", "always", "sometimes", "often", "maybe", "sore",
    "stiff", "numb", "weak", "tingling", "burning", "painful", "hurts", "hurting", "aching",
    "spasm", "cramps", "swollen", "tired", "stop", "stopped", "done", "not", "still", "also",
    "but", "and", "so", "because", "please", "unsubscribe", "help", "pain", "back", "leg",
    "legs", "left", "right", "both", "mild", "moderate", "severe", "improving", "improved",
    "unsure", "yesterday", "today", "tomorrow", "monday", "tuesday", "wednesday", "thursday",
    "friday", "saturday", "sunday", "one", "two", "three", "four", "five", "six", "seven",
    "eight", "nine", "ten", "zero", "ps", "p.s.", "ja", "nein", "oui", "non", "si", "sim",
    "não", "nej", "nee", "tak", "nie", "da",
))  # fmt: skip

#: What stands between "sent from" and the device in lines that programs write.
LINKING: frozenset[str] = frozenset((
    "my", "the", "a", "an", "our", "all", "new", "old", "mobile", "cell", "cellular", "smart",
    "wireless", "secure", "encrypted", "email", "e", "mail", "app", "application", "using", "via",
    "on", "for", "from", "with", "personal", "trusty", "de", "du", "des", "d", "l", "la", "le",
    "les", "mon", "ma", "un", "une", "votre", "messagerie", "sécurisée", "partir", "depuis",
    "von", "vom", "der", "dem", "den", "die", "meinem", "meiner", "einem", "einer",
    "unterwegs", "mobilen", "mobiltelefon", "mi", "el", "los", "una", "correo", "con", "desde",
    "aplicación", "mensaje", "do", "da", "dal", "dalla", "o", "os", "um", "uma", "meu", "minha",
    "mio", "mia", "il", "lo", "mijn", "het", "een", "met", "vanaf", "vanuit", "voor", "min",
    "mitt", "mit", "en", "ett", "et", "från", "fra", "med", "til", "för", "pro", "para",
    "per", "pour", "für", "dla", "mojego", "mojej", "z", "ze", "programu", "telefonu",
    "aplikacji", "mého", "můj", "minun", "puhelimestani", "benim", "của", "tôi", "từ", "saya",
    "wurde", "nachricht", "diese", "gesendet", "az", "appareil", "dispositivo", "apparaat",
    "gerät", "telefoon", "enhet", "dispositif", "smartphone", "tablet", "tablette",
))  # fmt: skip

#: Whose device it is.
OWN: frozenset[str] = frozenset((
    "my", "meinem", "meiner", "mon", "ma", "mi", "meu", "minha", "mio", "mia", "mijn", "min",
    "mitt",
))  # fmt: skip

#: What programs add without a device's name in it.
PROGRAM_LINES: frozenset[str] = frozenset((
    "yahoo mail: search, organize, conquer", "yahoo mail: suche, organisiere, erobere",
    "yahoo mail : cherchez, organisez, conquérez",
))  # fmt: skip

#: Words that stand in sentences and in no contact line, however they are capitalised.
IN_SENTENCES: frozenset[str] = frozenset((
    "i", "i'm", "my", "me", "is", "am", "are", "was", "were", "be", "been", "has", "have", "had",
    "do", "does", "did", "can", "cannot", "can't", "cant", "could", "will", "won't", "don't",
    "dont", "not", "since", "after", "before", "when", "while", "until", "during", "again",
    "now", "feel", "feeling", "felt", "feels", "fell", "lost", "losing", "need", "needs", "want",
    "call", "ring", "text", "urgent", "emergency", "asap", "help", "hurt", "walk", "stand",
    "sit", "sleep", "numbness", "weakness", "foot", "feet", "toe", "toes", "groin", "saddle",
    "hip", "knee", "ankle", "calf", "thigh", "buttock", "bladder", "bowel", "bowels", "wee",
    "urine", "drop", "fever", "sciatica", "ambulance", "session", "sessions", "exercise",
    "exercises", "walking", "standing", "sitting", "more", "less", "very", "too", "this",
    "that", "it", "there", "what", "why", "how", "you", "your", "please", "sorry", "question",
    "answer", "unfortunately", "much", "any", "some", "only", "just", "from", "with", "into",
))  # fmt: skip
