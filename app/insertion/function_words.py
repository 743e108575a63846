"""Words that have a capital only where a sentence begins. Pure data; imports nothing.

Articles, pronouns, conjunctions, prepositions and the like, which are no names and begin sentences most often. What is
also a name is left out (Will, May, Mark). German is not here at all: its nouns have capitals, and whether a word is one
is not to be told from the word ("Not", "Dank", "Weil" am Rhein).
"""

_WORDS = {
    "en": """
        a about after again all also although always an and another any are as at because been before being
        both but by can could did do does either every few for from had has have he her here his how however
        if in into is it its just maybe more most my neither never no nor not now of often on once only or
        other our out over perhaps please she should since so some sometimes still such than that the their
        then there therefore these they this those though through to too under unless until up very was we
        well were what when where whether which while who whose why with within without would yes yet you your
    """,
    "fr": """
        alors après au aussi autre avant avec avons ce ceci cela ces cet cette chaque comme dans de depuis des
        donc du elle elles en encore ensuite est et il ils je la le les leur leurs lorsque mais mes moi mon
        nous on ou où par parce pas pendant peut plus pour pourquoi puis quand que quel quelle quelques qui
        quoi sa sans se ses si son sont sous sur ta tes ton toujours tous tout toute très tu un une vers voici
        voilà vos votre vous
    """,
    "es": """
        a ahora al algunos antes aquí así aunque bien cada como con cuando de del desde después donde durante
        el ella ellas ellos en entonces entre era es esa ese eso esta estas este esto estos está están hasta
        hay la las lo los mientras muy más ni no nosotros nuestra nuestro o para pero por porque pues que
        quien se según ser si sin sobre son su sus también tampoco tan todavía todo todos tu un una unos usted
        y ya yo
    """,
    "it": """
        a ai al alla alle allora anche ancora che chi ci come con cosa così cui da dal dalla degli dei del
        della delle di dopo dove dunque e ecco ed era essere fra già gli ha hanno ho i il in invece io la le
        lei li lo loro lui ma mentre mia mio molto ne negli nel nella nelle noi non nostra nostro o ogni
        oppure per perché però più poi prima qualche quando quella quelle quello questa queste questi questo
        qui quindi se senza si siamo sono sopra sotto su sua sul sulla suo tra tutti tutto un una uno voi
    """,
    "pt": """
        a agora ainda algum alguns ao aos após aqui as assim até bem cada com como da das de dela dele depois
        desde dos durante e ela elas ele eles em enquanto entre então era essa esse esta este está eu foi isso
        isto já mais mas mesmo meu minha muito na nas nem no nos nossa nosso não nós o onde os ou para pela
        pelo pois por porque porém quando que quem se sem ser seu seus sobre sua suas são também todo todos
        tudo um uma umas uns você vocês
    """,
    "nl": """
        aan al alle als altijd bij daar daarna dan dat de deze die dit doen door dus een en er geen had heb
        hebben heeft het hier hij hoe hun ik in is je kan kunnen maar meer met mijn naar niet nog nu of om
        omdat onder ons ook op over te toen tot uit van veel voor waar waarom wanneer want waren was wat we
        wel werd wie wij worden wordt zal ze zeer zich zij zijn zo zonder zou
    """,
}

FUNCTION_WORDS: dict[str, frozenset[str]] = {language: frozenset(words.split()) for language, words in _WORDS.items()}
"""By language, in small letters."""
