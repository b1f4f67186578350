/** Surnames that are common where French or English is spoken, folded; from general knowledge. */
const french = `
martin bernard thomas petit robert richard durand dubois moreau laurent simon michel lefebvre lefevre leroy roux david bertrand morel
fournier girard bonnet dupont lambert fontaine rousseau vincent muller faure andre mercier blanc guerin boyer garnier chevalier francois
legrand gauthier garcia perrin robin clement morin nicolas henry roussel mathieu gautier masson marchand duval denis dumont marie lemaire
noel meyer dufour meunier brun blanchard giraud joly riviere lucas brunet gaillard barbier arnaud martinez gerard roche renard schmitt
roy leroux colin vidal caron
picard roger fabre aubert lemoine renaud dumas lacroix olivier philippe bourgeois pierre benoit rey leclerc payet rolland leclercq
guillaume lecomte lopez jean dupuy guillot hubert berger carpentier sanchez dupuis moulin louis deschamps huet vasseur perez boucher
fleury royer klein jacquet adam paris poirier marty aubry guyot carre charles renault
charpentier menard maillard baron bertin bailly herve schneider fernandez collet leger bouvier julien prevost millet perrot daniel cousin
germain breton besson langlois remy lelievre leblanc barre lebrun marchal weber hamon pasquier ferreira mallet boulanger gilles michaud
albert pelletier perret chevallier marechal humbert lesage
barthelemy gillet delaunay bouchet hebert charrier buisson guichard tessier coulon voisin rousset ollivier leveque lebreton jacob evrard
besnard chauvin maury launay cordier deschamp verdier tanguy lacombe vallee coste delattre delorme delmas briand joubert regnier bouquet
benard etienne bodin grondin guillet guyon gros imbert lebon lejeune monnier
levy peltier pichon poulain raynaud rodriguez rossi rossignol salmon techer texier thierry tournier valentin allard allain antoine auger
bazin begue bigot blin bonneau boulay bourdon bousquet boutin brault bruneau camus carlier chartier chauvet clerc collin combes couturier
da-silva dacosta delahaye deniau devaux didier diaz
drouet duclos dupin dupre duhamel fabry ferrand fischer foucher gallet gay gomez goncalves grenier guilbert guillou hamel hernandez
hoarau jacques jacquot joly jourdan labbe lacoste lagarde laine lamy laporte laroche launoy lebas lecoq ledoux lefort legendre legros
lenoir lepage leroi letellier levasseur loiseau lombard maes
mahe maillot mangin marion marquet martel martineau mas maurice mayer merle michelet millot moreno morvan mouton navarro neveu nguyen
normand pages parent pascal paul peron petitjean pineau pons poulet prigent pruvost pujol ramos raymond reynaud ribeiro ricard riou
robert roussellet sabatier samson santos sauvage seguin simonet
soulier tellier thibault toussaint traore tran valette vaillant vial vigneron wagner zimmermann zimmer pham camara diallo diarra diop
ndiaye fall sow ba sy kone keita coulibaly toure cisse sylla konate benali bouazza haddad khelifi mansouri belkacem benhamou cohen amrani
bennani cherif hamdi brahimi meziane saidi slimani ziani
kaya yilmaz demir sahin celik yildiz ozturk aydin arslan dogan kilic aslan cetin kara koc kurt ozdemir`
const english = `
smith johnson williams brown jones miller davis wilson anderson taylor moore jackson thompson white harris clark lewis walker hall allen
young king wright hill scott green baker adams nelson carter mitchell roberts turner phillips
campbell parker evans edwards collins stewart morris rogers reed cook morgan bell murphy bailey cooper richardson cox howard ward
peterson gray james watson brooks kelly sanders price bennett wood barnes ross henderson coleman jenkins perry powell long patterson
hughes flores washington butler simmons foster
bryant russell griffin hayes myers ford hamilton graham sullivan wallace woods cole west owens reynolds fisher ellis harrison gibson
mcdonald macdonald cruz marshall ortiz gomez murray freeman wells webb simpson stevens tucker porter hunter hicks crawford henry boyd
mason morales kennedy warren dixon ramos reyes burns gordon shaw holmes rice robertson
hunt black daniels palmer mills nichols grant knight ferguson stone hawkins dunn perkins hudson spencer gardner stephens payne pierce
berry matthews arnold wagner willis ray watkins olson carroll duncan snyder hart cunningham bradley lane andrews ruiz harper fox riley
armstrong carpenter weaver greene lawrence elliott chavez sims austin peters kelley franklin lawson
fields gutierrez ryan schmidt carr vasquez castillo wheeler chapman oliver montgomery richards williamson johnston banks meyer bishop
mccoy howell alvarez morrison hansen fernandez garza harvey little burton stanley nguyen george jacobs reid kim fuller lynch dean gilbert
garrett romero welch larson frazier burke hanson day mendoza moreno bowman medina fowler brewer hoffman carlson silva
pearson holland douglas fleming jensen vargas byrd davidson hopkins may terry herrera wade soto walters curtis neal caldwell lowe
jennings barnett graves jimenez horton shelton barrett obrien castro sutton gregory mckinney lucas miles craig rodriquez chambers holt
lambert fletcher watts bates hale rhodes pena beck newman haynes mcdaniel mendez bush vaughn parks dawson santiago norris
hardy love steele curry powers schultz barker guzman page munoz ball keller chandler weber leonard walsh lyons ramsey wolfe schneider
mullins benson sharp bowen daniel barber cummings hines baldwin griffith valdez hubbard salazar reeves warner stevenson burgess santos
tate cross garner mann mack moss thornton dennis mcgee farmer delgado aguilar vega glover manning cohen harmon rodgers robbins newton
todd blair higgins ingram reese cannon strickland townsend potter goodwin walton rowe hampton ortega patton swanson joseph francis
goodman maldonado yates becker erickson hodges rios conner adkins webster norman malone hammond flowers cobb moody quinn blake maxwell
pope floyd osborne paul mccarthy guerrero lindsey estrada sandoval gibbs tyler gross fitzgerald stokes doyle sherman saunders wise colon
gill alvarado
patel singh khan ahmed begum hussain ali kaur shah malik chowdhury sharma gupta kumar mehta desai joshi iyer reddy rao okafor adeyemi
mensah osei clarke hughes griffiths davies bennet owen lloyd rees pritchard mackenzie mclean macleod fraser sinclair buchanan atkinson
barlow bentley birch booth bradshaw brookes bull byrne chadwick connolly coates dalton dickinson duffy farrell finch flynn forster frost
gallagher
giles goddard hargreaves haywood hancock heath hewitt hobbs hodgson holloway hooper humphreys hurst hutchinson iqbal ireland jarvis kaye
kemp kent kirk kline kaplan leach lees lord lucas lynn mahmood marsden metcalfe middleton miah moran morton nash naylor nicholson nolan
norton ohara oneill osullivan parkin parry parsons pearce pickering piper pollard poole pratt preston pugh randall read redmond
sharpe sheppard short skinner slater stanton storey summers swift sykes talbot thorpe tomlinson turnbull tyson vaughan vincent wallis
walton warren waters weston whitaker whitehead whitehouse whittaker wilkins wilkinson winter woodward wyatt yeung chan chen wong wang
zhang liu huang zhao zhou lee park choi jung kang cho yoon tanaka suzuki sato takahashi watanabe yamamoto nakamura kobayashi ito kato`
const others = `
garcia rodriguez gonzalez gonzales fernandez lopez martinez sanchez perez gomez martin jimenez ruiz hernandez diaz moreno alvarez romero
alonso gutierrez navarro torres dominguez vazquez ramos gil ramirez serrano blanco molina suarez ortega delgado castro ortiz rubio marin
sanz nunez iglesias medina garrido cortes castillo santos lozano guerrero cano prieto mendez cruz calvo gallego vidal leon marquez
herrera pena flores
silva santos ferreira pereira oliveira costa rodrigues martins jesus sousa fernandes goncalves gomes lopes marques alves almeida ribeiro
pinto carvalho teixeira moreira correia mendes nunes soares vieira monteiro cardoso rocha neves coelho cruz cunha pires ramos reis simoes
antunes matos fonseca machado araujo barbosa tavares lourenco castro figueiredo azevedo freitas souza
rossi russo ferrari esposito bianchi romano colombo ricci marino greco bruno gallo conti deluca mancini costa giordano rizzo lombardi
moretti barbieri fontana santoro mariani rinaldi caruso ferrara galli martini leone longo gentile martinelli vitale lombardo serra
coppola desantis dangelo marchetti parisi villa conte ferraro ferri fabbri bianco marini grasso valentini messina sala degatti gatti
pellegrini palumbo sanna farina rizzi monti
muller schmidt schneider fischer weber meyer wagner becker schulz hoffmann schafer koch bauer richter klein wolf schroder neumann schwarz
zimmermann braun kruger hofmann hartmann lange schmitt werner schmitz krause meier lehmann schmid schulze maier kohler herrmann konig
walter mayer huber kaiser fuchs peters lang scholz moller weiss jung hahn schubert vogel friedrich keller gunther frank berger winkler
roth beck lorenz baumann franke albrecht schuster simon ludwig bohm winter kraus martin schumacher kramer vogt stein jager otto sommer
gross seidel heinrich brandt haas schreiber graf schulte dietrich ziegler kuhn kuhne pohl engel horn busch bergmann thomas voigt sauer
arnold pfeiffer
jansen janssen bakker visser smit meijer mulder bos vos peters hendriks dekker dijkstra peeters maes jacobs mertens willems claes
goossens wouters
nowak kowalski kowalska wisniewski wojcik kowalczyk kaminski kaminska lewandowski zielinski szymanski wozniak dabrowski kozlowski
jankowski mazur kwiatkowski krawczyk kaczmarek piotrowski grabowski zajac pawlowski michalski krol wieczorek jablonski majewski olszewski
novak svoboda novotny dvorak cerny prochazka kucera horvath horvat kovac kovacs nagy szabo toth varga kiss molnar nemeth farkas balogh
popescu ionescu popa radu dumitru stan stoica gheorghe ivanov petrov sidorov smirnov kuznetsov popov vasiliev sokolov mikhailov novikov
fedorov morozov volkov alekseev lebedev semenov ivanova petrova jovanovic petrovic nikolic markovic djordjevic stojanovic ilic
papadopoulos georgiou
andersson johansson karlsson nilsson eriksson larsson olsson persson svensson gustafsson hansen johansen olsen larsen andersen pedersen
nielsen jensen kristensen christensen rasmussen sorensen petersen madsen mortensen jorgensen lund holm berg haugen hagen korhonen
virtanen makinen nieminen makela hamalainen laine heikkinen koskinen
nguyen tran le pham huynh hoang phan vu vo dang bui do ho ngo duong ly`

/** Folded surnames. */
export const surnames: ReadonlySet<string> = new Set(`${french} ${english} ${others}`.trim().split(/\s+/))

/** Surnames that are ordinary words with a capital too ("Kings Cross", "Labor Day"): an unknown word before them makes no name. */
export const wordSurnames: ReadonlySet<string> = new Set(
  `cross hill king park green white black brown gray grey young long short little day may march lane street wood woods stone field fields ford forest lake rivers banks bush marsh moor moss rose bell church temple castle bridge tower hall house home gates
  wells waters winter summers frost snow rain love hope faith joy grace best good wise rich sharp strong hardy noble bishop pope dean knight duke earl baron lord major marshall sergeant judge page cook baker butler carpenter mason miller smith taylor tailor
  turner weaver fisher hunter farmer gardner shepherd porter carter potter singer walker rider ryder power powers price prince case chase chance mills moody cash coin gold silver steel iron diamond star light lamb wolf fox bird crane hawk swan finch martin
  ball bass book boots bowl box branch brand bull burns butter camp cannon carr cherry church click coffee cole cook cooper copper corn crisp curry field flower flowers foot foster france francis free gay glass glover grant graves ground hand hart head
  holiday holland horn hunt ireland jordan key law lee link lock loop mark marks mass mays mean means mark morning moon moss nation north south east west oaks page pace paris parks pass peace pearl penny pepper piper plant pool post pound press queen read reed ring road roads rock roman root
  sale sales sand savage school seals sessions shade shaw ship shore side sky small speed spring square stage stand steam stock storm street sun table tree trees trip vale wall ward ware watch way wayne web week whole wind wing works world worth petit grand
  blanc noir brun roux rey roi leroi legrand lebon sauvage loiseau mouton poulain merle rossignol chevalier marchand mercier boulanger boucher berger fournier meunier charpentier tessier tisserand tailleur chauvin rousse bonnet blin coste costa lacoste mas moulin riviere fontaine duval dumont lemaire maire prieur
  moine clerc leclerc legendre marin marine paris lyon france normand breton picard lombard langlois lallemand allemand besson jour jourdan noel pascal toussaint avril janvier fevrier mars mai juin juillet aout septembre le la do ho an ba sy sow fall vu vo bui`
    .trim()
    .split(/\s+/),
)
