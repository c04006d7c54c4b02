"""Small words of the four ways of speaking, Banten's own among them: written by us, not taken from a corpus."""

from __future__ import annotations

from functools import cache

# Small words of each language, Banten's own among them (Sundanese of Banten: aing, dek, hente; Javanese of Serang:
# kule, ore, lamon). What two languages share stands in both lists, or in neither.
WORDS: dict[str, str] = {
    "id": """
        tidak yang untuk dengan itu hanya sudah harus karena kalau saya kamu anda dia akan sangat belum juga
        seperti kami kita mereka adalah atau pada dari bagaimana berapa kenapa siapa apakah gimana gmn ga gak
        nggak enggak yg utk dgn sy tdk udah udh bgt banget dong sih mau bisa boleh ingin pengen kerja berangkat
        syarat biaya ini ada apa tapi sama dan di ke kalo klo gaji laporan ditipu duit bener lembur
    """,
    "su": """
        teu jeung nu urang lamun aya ka ngan geus eta oge ti deui anu anjeun abdi keur pikeun pisan loba ayeuna
        nepi manehna naon leuwih kitu kieu sareng euweuh tiasa jelema jalma henteu nyieun kusabab teh sorangan
        meunang boga kumaha hatur ku poe tos kuring wungkul awewe kangge hayang hoyong rek indit menta baheula
        siga leutik peuting ulah saha kunaon naha hirup moal hate keneh imah ningali budak batur engke saeutik
        isuk isukan kamari teuing nyaho panto meuli nanaon gawe dunungan aing maneh sia hente mah atuh nya iraha
        kamana dimana sabaraha muhun sumuhun punten nuhun ieu mun tacan acan can dahar balik kaluar digawe
        ditipu cenah pamajikan salaki bapa ema euy wae bae we kula bade kedah nyandak nyarita ngomong nyuruh nitah ngajak ngalapor laporan sieun tulungan dititah mayar duit
        kungsi bener lembur jadi sim ngaran
    """,
    "jv": """
        lan sing karo ana iki ora dadi wis iku nanging ing ning wong nag akeh luwih awakmu nggo kowe nek merga
        meneh saka saiki iso kuwi dhewe kaya ngono isih padha dheweke mangan durung tenan uwong gawe utawa siji
        lunga duwe pancen amarga nganggo arep nggawe ngene gelem kanggo entuk njaluk ndelok piye endi kepriwe
        kepriben matur suwun nuwun kula kulo kule nyong isun ingsun reang ore mboten boten nggih inggih njih
        sampun lamon kambi ambi mangkat omah umah wadon lanang bocah sesuk mengko mengke mbiyen bengen pire pira
        priben konangan kepremen bae baen maning gede cilik wedi tulung nang neng digawa duit pan mene mrene
        kene kana metu mlebu olih oleh bisa yen ojo wengi bengi saben njaluk takon mangke saking teng pundi
        sinten rika ira dika sira sampeyan apa kerjo
    """,
    "bew": """
        aye kagak kaga nyang ame ama udeh ude ade bise juge aje ye eni ni ntu mao kite aer elu lu gue nye karne
        semue ape soalnye punye baek kaye laen belon enyak kenape kalu cume rase bener mayan terime eluh same
        semoge minte kate mane siape tanpe selamet biase hanye tebang supaye beberape gimane pegimane begimane
        sebelon sebenernye mpok encang encing babeh nyak entar dah kerje berape pegi gawe nanye majikannye
        bosnye bini laki tulungin ngapain kemane dimane sono sonoh emang ampe gede ogah ane ente rumeh mule mao
        sape nyok ngkong tong jangan2
    """,
}
# A word that alone settles a short message ("aing sieun", "kule wedi").
SURE: dict[str, str] = {
    "su": "aing abdi kuring teu kumaha naon geus jeung sieun hayang hoyong tulungan ayeuna saha iraha "
    "sabaraha dunungan pamajikan nuhun muhun",
    "jv": "kule kulo nyong isun ora ore mboten kepriwe kepremen piye saiki wedi arep nggih lamon bengi "
    "digawa wis karo sing ning",
    "bew": "aye kagak kaga nyang pegimane begimane berape ame nanye mao ude udeh ape kemane dimane aje entar",
}


@cache
def regional_words() -> frozenset[str]:
    """Words of Sundanese, Javanese and Betawi that the Indonesian dictionary lacks."""
    return frozenset(word for language, words in WORDS.items() if language != "id" for word in words.split())
