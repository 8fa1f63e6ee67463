"""Month names in the languages of `LANGUAGES`: pure data.

From the Unicode CLDR, as Babel carries it; a test compares. Babel itself would take a second and
30 MB to load for this, in every worker, and images leave most of its locales out.
"""

from __future__ import annotations

LANGUAGES = "en de fr es pt it nl pl cs sk uk ru be bg ro hu sv da nb fi tr el hr sl lt lv et id"
NAMES = (  # of January to December, in small letters, whole and shortened
    "ene enero gen gennaio ian ianuarie jaan jaanuar jan janeiro januar januari january "
    "január januára janv janvier janvāris led leden ledna oca ocak saus sausio sausis sij "
    "siječanj siječnja sty styczeń stycznia tammi tammikuu tammikuuta ιαν ιανουάριος "
    "ιανουαρίου сту студзень студзеня січ січень січня янв январь января яну януари",
    "feb febbraio febr febrero februar februari februarie february február februára februāris "
    "fev fevereiro févr février helmi helmikuu helmikuuta lut lutego luty vas vasario vasaris "
    "veebr veebruar velj veljača veljače úno únor února şub şubat φεβ φεβρουάριος φεβρουαρίου "
    "лют лютага лютий лютого люты фев февр февраль февраля февруари",
    "bře březen března kov kovas kovo maalis maaliskuu maaliskuuta maart mar marca march "
    "marec maret mars mart martie marts marzec marzo março mrt márc március mär märts märz "
    "ožu ožujak ožujka μάρ μάρτιος μαρ μαρτίου бер березень березня мар март марта сак "
    "сакавік сакавіка",
    "abr abril apr april aprile aprilie aprill apríl apríla aprīlis avr avril bal balandis "
    "balandžio dub duben dubna huhti huhtikuu huhtikuuta kwi kwiecień kwietnia nis nisan tra "
    "travanj travnja ápr április απρ απρίλιος απριλίου апр апрель апреля април квіт квітень "
    "квітня кра красавік красавіка",
    "geg gegužė gegužės kvě květen května mag maggio mai maijs maio maj maja may mayo mayıs "
    "mei máj mája május svi svibanj svibnja touko toukokuu toukokuuta μάι μάιος μαΐ μαΐου май "
    "мая трав травень травня",
    "birž birželio birželis cze czerwca czerwiec giu giugno haz haziran iun iunie juin jun "
    "june junho juni junij junio juuni jún júna június jūn jūnijs kesä kesäkuu kesäkuuta "
    "lipanj lipnja červen června čvn ιουν ιουνίου ιούν ιούνιος июн июнь июня черв червень "
    "червня чэр чэрвень чэрвеня юни",
    "heinä heinäkuu heinäkuuta iul iulie juil juillet jul julho juli julij julio july juuli "
    "júl júla július jūl jūlijs liep liepa liepos lip lipca lipiec lug luglio srpanj srpnja "
    "tem temmuz července červenec čvc ιουλ ιουλίου ιούλ ιούλιος июл июль июля лип липень "
    "липня ліп ліпень ліпеня юли",
    "ago agosto agu agustus août aug august augusta augusti augusts augustus augusztus avg "
    "avgust ağu ağustos elo elokuu elokuuta kol kolovoz kolovoza rugp rugpjūtis rugpjūčio sie "
    "sierpień sierpnia srp srpen srpna αυγ αυγούστου αύγ αύγουστος авг август августа жні "
    "жнівень жніўня серп серпень серпня",
    "eyl eylül rugs rugsėjis rugsėjo ruj rujan rujna sep sept september septembra septembre "
    "septembrie septembris septiembre set setembro settembre syys syyskuu syyskuuta szept "
    "szeptember wrz wrzesień września zář září σεπ σεπτέμβριος σεπτεμβρίου вер верасень "
    "верасня вересень вересня сент сентябрь сентября сеп септември",
    "eki ekim loka lokakuu lokakuuta oct october octobre octombrie octubre okt oktober "
    "oktobris oktoober október októbra ott ottobre out outubro paź październik października "
    "spal spalio spalis říj říjen října οκτ οκτωβρίου οκτώβριος жовт жовтень жовтня кас "
    "кастрычнік кастрычніка окт октомври октябрь октября",
    "kas kasım lapkr lapkritis lapkričio lis listopad listopada listopadu marras marraskuu "
    "marraskuuta noiembrie nov november novembra novembre novembris novembro noviembre stu "
    "studeni studenoga νοέ νοέμβριος νοε νοεμβρίου лист листопад листопада ліс лістапад "
    "лістапада ное ноември нояб ноябрь ноября",
    "ara aralık dec december decembra decembrie decembris des desember dets detsember dez "
    "dezember dezembro dic dicembre diciembre déc décembre gru grudnia grudzień gruod gruodis "
    "gruodžio joulu joulukuu joulukuuta pro prosinac prosinca prosince prosinec δεκ "
    "δεκέμβριος δεκεμβρίου груд грудень грудня дек декабрь декабря декември сне снежань "
    "снежня",
)
