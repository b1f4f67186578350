/**
 * First names that are common where French or English is spoken, folded: French, English, and of other European, Arabic, Turkish, Persian,
 * Vietnamese, Chinese, Indian and African families. From general knowledge; no list was copied. Far from all: words around a name find the rest.
 */
const french = `
abel adele adeline adrien agathe agnes aime alain alban alberic albert alexandra alexandre alexia alexis alice aline alix alphonse
amandine amaury
ambre ambroise amelie anais anatole andre andree angele angelina angelique anne annabelle annick annie anouk anselme antoine antoinette
antonin apolline
ariane aristide armand armelle arnaud arthur astrid aude audrey auguste augustin aurelie aurelien axel axelle aymeric baptiste barbara
barnabe barthelemy bastien
baudouin beatrice benedicte benjamin benoit berenice bernadette bernard berthe bertrand bettina blaise blandine boris brice brigitte
bruno camille candice capucine carine
carole caroline cassandra catherine cecile cedric celestin celeste celia celine chantal charlene charles charlie chloe christel
christelle christiane christine christophe
cindy claude claudette claudia claudie claudine cleo clementine clothilde clotilde clovis colette coline come constance coralie corentin
corinne cosette
cyprien cyril cyrille damien daniel daniele danielle daphne david deborah delphine denis denise didier diane dimitri dominique donatien
dorian doriane dorothee
edgar edith edmond edouard edwige elea eleonore eliane elias eliette elina eline elisabeth elise elisa ella eloane elodie eloi eloise
elsa emeline emeric emile emilie
emilien emma emmanuel emmanuelle enguerrand enora enzo eric erika ernest ernestine erwan esteban estelle esther etienne eugene eugenie
eulalie eva evan evelyne
fabien fabienne fabrice fanny faustine felicie felix ferdinand fernand fernande flavie flavien florent florentin florian florine floriane
francine francis franck
francois francoise frederic frederique gabin gabriel gabrielle gael gaelle gaetan garance gaspard gaston gauthier gautier genevieve
geoffrey geoffroy georges georgette
gerald geraldine gerard germain germaine gervais ghislain ghislaine gilbert gilberte gilles gisele giselle godefroy gontran gonzague
gregoire gregory guenole gui guillaume gustave
guillemette gwenael gwenaelle gwendoline hadrien helene heloise henri henriette herve hippolyte honore honorine hortense huguette hugo
hugues ilan ines irene irma isaac isabelle isaure
ivan jacqueline jacques jacky janine jean jeanne jeanine jeannette jeannine jennifer jeremie jeremy jerome joachim joel joelle johan
johanna johanne jonas jonathan jordane
joseph josephine josette joshua josiane josselin josseline juliane julie julien julienne juliette justin justine karen karim karine kevin
kilian killian laetitia lambert laura
laurane laure laureen laurence laurene laurent laurette laurie laurine lea leandre lena lena leo leon leonard leone leonie leontine
leopold liam liliane lilian lilou lily lina line lionel lisa lise
lisette loic loane lois lola loris lorenzo louane louis louise louison luc luca lucas lucette lucie lucien lucienne lucile lucille
ludivine ludovic luna lydia lydie lylou madeleine mael maelle maelys maeva
magali magalie maite malo manon manuel manuela marc marceau marcel marcelin marcelle margaux margot marguerite maria marianne marie
marielle mariette marilyne marine mariane marion marius
marjolaine marjorie marlene martial martin martine maryline maryse maryvonne mateo mathias mathieu mathilde mathis mathurin mattheo
matthias matthieu maud maurane maurice mauricette max maxence maxime maximilien
maxine mayeul melanie melina melissa melvin mickael michael michel michele micheline michelle mireille mona monique morgan morgane muriel
mylene myriam nadege nadia nadine naomi nathalie nathan nathanael nelly
nestor nicolas nicole nina ninon noa noah noam noe noemie nolan nolwenn norbert oceane octave octavie odette odile odilon olga olivia
olivier olympe ophelie oriane oscar othilie
pascal pascale pascaline patrice patricia patrick paul paula paule paulette pauline perrine perle philibert philippe philippine philomene
pierrette pierrick priscille quentin rachel raphael raphaelle raoul
raymond raymonde rebecca regine regis rejane remi remy renaud rene renee reynald richard rita robert roberte robin roch rodolphe rodrigue
roger roland rolande romain romane romaric
romeo romuald ronan rosalie rosine roxane roxanne rudy sabine sabrina salome samuel sandra sandrine sara sarah sebastien segolene selma
serge severine severin sidonie simeon simon simone solange solene soline
sonia sophie stanislas stella stephane stephanie steven suzanne suzette suzy sybille sylvain sylvaine sylvestre sylvette sylvie tanguy
tatiana teddy tess tessa thais thea theo theodore theophile
therese thibaud thibault thibaut thierry thiphaine thomas tifany tiffany timeo timothe timothee titouan tom tristan tiphaine ulysse
urbain ursule valentin valentine valere valerie valerian valery vanessa vianney victoire victor
victorien victorine vincent violaine virgile virginie viviane vivien wandrille wilfrid wilfried william xavier yael yann yannick yannis
yoann yohan yohann yolande yves yvette yvon yvonne zacharie zelie zoe`
const english = `
aaron abby abigail abner abraham ada adam addison adelaide adrian adriana adrienne agatha aidan aileen aimee alan alana alastair albert
alec alejandra alex alexander alexandra alfie alfred alfreda alice alicia alisha alison alistair
alivia allan allen allison allyson alma alonzo alvin alyssa amanda amelia amos amy ana andrea andrew andy angela angelica angie angus
anita ann anna annabel annabelle annette anthony antonia antonio archer archibald archie ariana
arlene arnold arthur ashleigh ashley ashton aubrey audrey augustus ava avery barbara barney barry bartholomew basil beatrice beatrix
becky belinda bella ben benedict benjamin bennett bernadette bernice bernie bert bertha bess beth bethan bethany
betsy betty beverley beverly bianca blake bobbie bobby bonnie boyd brad bradley brandon brayden breanna brenda brendan brennan brent
brett brian briana bridget brittney brody bronwyn brooke bruce bryan bryce bryony bryson byron caitlin caleb callum calvin
cameron camilla candace cara carl carla carlos carlton carly carmen carole caroline carolyn carrie carter casey cassandra cassie
catherine cathy cecil cecilia cedric celia chandler chantelle charlene charles charley charlie chelsey cheryl chester chloe chris
christa christina christine christopher chuck ciara cindy claire clara clarence clarissa clark claudia clayton clifford clifton clint
clive clyde cody colby coleman colin colleen connie connor conor conrad cora corey cornelius cory courtney craig cristina crystal curtis
cynthia cyrus
daisy dale damian damon dan dana daniel daniela danielle danny daphne darcy daren darla darlene darrell darren darryl daryl dave david
deanna deb debbie deborah debra declan deirdre delia delilah della delores denise dennis derek derrick desmond devin dexter diana diane
dianne dick dillon dirk
dolly dolores dominic donald donna dora doreen doris dorothy doug douglas drew duane dudley duncan dustin dwayne dwight dylan earl ed
eddie edgar edith edmund edna eduardo edward edwin eileen elaine eleanor elena eli elijah elisa eliza elizabeth ella ellen ellie elliot
elliott ellis eloise elsie elton elvis emerson emilia
emily emma emmett enid eric erica erik erika erin ernest ernie esme esmeralda estelle esther ethan ethel eugene eunice evan evangeline
evelyn everett ewan ezra fay felicia felicity felix fergus fern fiona flora floyd frances francesca francine francis frankie franklin
fred freda freddie freddy frederick freya gabriel gabriella gail gareth garrett gary
gavin gemma gene geoff geoffrey george georgie georgina gerald geraldine gerard gerry gertrude gideon gilbert gillian gina ginger ginny
glen glenda glenn gloria gordon graham greg gregory greta gretchen griffin guillermo gus gwen gwendolyn hailey hal haley hamish hank
hanna hannah harley harold harriet harrison harry hattie hayden hayley hazel heath hector heidi helen helena henrietta
henry herbert herman hilary hilda holly homer howard hubert hugh hugo humphrey ian ida ignatius ike imogen ingrid ira irene iris irma
irving isaac isabel isabella isabelle isadora isaiah isla isobel ivan jackie jacob jacqueline jade jaden jaime jake james jamie jan jane
janet janice janie jared jasmine jason jay jayden jayne jean jeannie jed jeff jefferson jeffrey jemima jenna jennie jennifer jenny
jeremiah
jeremy jermaine jerome jerry jess jesse jessica jessie jill jillian jim jimmie jimmy jo joan joann joanna joanne joe joel joey johanna
john johnathan johnnie johnny jon jonah jonathan jordan josef joseph josephine josh joshua josiah joy joyce juan juanita judith judy
julia julian juliana julie juliet julius justin justine kaitlyn kara karen kari karl karla kate katelyn katherine kathleen kathryn kathy
katie katrina kay kayla kayleigh keira keith kellie kelly kelsey kelvin ken kendall kendra kenneth kenny kerry kevin kieran kim kimberley
kimberly kirk kirsten kirsty kit krista kristen kristin kristina kristine kurt kyle kylie lacey lana larry laura lauren laurie laverne
lawrence leah leanne lee leigh leila lela leland lena leo leon leona leonard leopold leroy lesley leslie lester leticia lewis lex liam
libby lila lilian lillian
lilly linda lindsay lindsey lionel lisa liz lizzie lloyd logan lois lola lora lorena lorenzo loretta lori lorna lorraine lottie louis
louisa louise lowell lucas lucia lucille lucinda lucy luis luke lula luna luther lydia lyle lynda lyndon lynn lynne mabel mackenzie
maddie madeline madelyn mae maggie malcolm mallory mandy manuel mara marc marcia marcus margaret margarita margery margie marguerite
maria mariah marian marianne
maribel marie marilyn mario marion marisa marissa marjorie marlene marlon marsha marshall martha martin marty marvin mary maryann mason
mathew matilda matt matthew maud maude maureen maurice mavis max maxine maxwell megan meghan mel melanie melinda melissa melody melvin
mercedes meredith merle mervyn mia micah michael micheal michele michelle miguel mike mikey mildred millicent millie milo milton mindy
minerva minnie
miranda miriam misty mitch mitchell moira mollie molly mona monica monique monty morgan morris mortimer moses muriel murray mya myra
myrtle nadine naomi natalie natasha nathan nathaniel neal ned neil nell nellie nelson neville nia niall nicholas nick nicky nicola
nicolas nicole nigel nikki nina nita noah noel nolan nora noreen norma norman octavia olga oliver olivia ollie opal ophelia orla orville
oscar oswald otis otto owen
paige pam pamela parker patrice patricia patrick patsy patti patty paul paula pauline peggy penelope percy perry pete peter petra peyton
phil philip phillip phillipa philippa phoebe phyllis pippa polly poppy preston priscilla quincy quinn rachael rachel ralph ramona randall
randolph randy raphael raquel raul raymond rebecca regina reginald rene renee reuben rex rhoda rhonda rhys ricardo richard rick ricky
riley rita robbie robert roberta
roberto robyn rochelle roderick rodney roger roland ron ronald ronnie rory rosa rosalie rosalind rosamund roseanne rosemarie rosemary
rosie ross rowan rowena roxanne roy ruben rudolph rufus rupert russ russell ruth ryan sabrina sadie sally salvador sam samantha sammy
samuel sandra sara sarah sasha saul scott sean sebastian selena selina serena seth seymour shane shania shannon shari sharon shaun shauna
shawn sheena sheila shelby sheldon shelley
shelly sheri sherri sherry shirley sidney sienna sierra silas simon simone sonia sonya sophia sophie spencer stacey stacy stan stanley
stefan stella stephanie stephen steve steven stewart stuart susan susanna susanne susie suzanne sybil sylvia tabitha tamara tamika tammy
tania tanya tara tasha ted teresa terence teri terrance terrell terrence terri terry tess tessa thelma theodora theodore theresa thomas
tia tiffany tim timmy timothy tina
tobias toby todd tom tommy toni tony tracey traci tracy travis trevor tricia trina trisha tristan troy trudy tyler tyrone tyson ursula
valerie vanessa vera vernon veronica vicki vicky victor vince vincent viola violet virgil vivian vivienne wallace walter walton wanda
warren wayne wendell wendy wesley whitney wilbur wilfred willa willard william willie willow wilma winifred winston woodrow xander xavier
yasmin yolanda yvette yvonne
zachary zack zane zara zelda zoe zoey`
const others = `
abdallah abdel abdelaziz abdelkader abdellah abdelmalik abderrahmane abdou abdoul abdoulaye abdul abdullah abdulrahman abu achraf adama
adel adil adnan adriano afonso agnieszka ahmad ahmed ahmet aicha aida aisha aissatou ajay akash akira akshay alba alberto alejandro
aleksandar aleksander aleksandra aleksei aleksey alessandra
alessandro alessia alessio alexandros alexei alexey alfonso alfredo ali alina alioune allal alma alvaro amadou amal amar amelie amina
aminata amine amir amira amit amrita anastasia anders andreas andreea andrei andrej andres andrew andrzej anil anika anita anjali anke
anouar ansgar antonella anton antonina antonis anuj anwar arash ariel arif arjun arkadiusz armando arne artem artur arturo arun arvid
asad asha ashok ashraf
asif asma assane astrid aslak asta athanasios attila awa ayman ayse aysegul aysel aya ayoub aziz aziza azzedine bachir badr bakary
barbora bartosz beata beatriz behrouz benedikt benoite bento bernardo bilal birgit birgitta birgitte bjarne bjorn bogdan bogumil boubacar
bouchra brahim branislav branko brigida bruna burak camila carla carlo carlos carlotta carolina carsten cassio catalina caterina catarina
cem chiara chiamaka chidi chinedu chiheb chin
christos ciro claudio concepcion consuelo cornelia cosimo costas cristian cristiano cristiana cristobal dagmar dalia dalila damir danijel
daniela daniele danilo danuta daria dariusz darko davide davud deepak deepika demba dennis detlef diallo diego dieter dilip dimitra
dimitris dinesh diogo djamel djamila dmitri dmitry domenico domingo dorota dragan drissa duarte duc dung eberhard edoardo eduard efe
ekaterina ekrem elena eleni eleonora elif elin elio elisabetta elizaveta elke elzbieta emanuela emanuele emilio emin
emine emre enrico enrique erdem erhan erik erkan ernesto esra esteban ester eszter eugenia eugenio eva ewa eyup ezgi fabiana fabiano
fabio fabrizio fadila fahad faisal faiza farah farid farida fares faruk fatemeh fatih fatiha fatim fatima fatimata fatma fatou fatoumata
faycal federica federico felipe ferdi ferenc fernanda fernando ferran filip filipa filippo fiorella firas flavia flavio florin francesca
francesco franco francisca francisco franz franziska frederik fredrik friedrich fritz fumiko gabor gabriela gabriele
gaetano galina ganesh gennaro georg georgios gerhard gerda ghita giacomo gianluca gianni gioia giorgia giorgio giorgos giovanna giovanni
giulia giuliana giuliano giulio giuseppe giuseppina gizem gonzalo goran gordana gottfried govind grazia graziella grigori grzegorz gudrun
guido guilherme gunnar gunter gunther gustavo gyorgy habib habiba hadi hadja hafid hafida hafsa hakan hakim halima halil halina hamid
hamida hamza hana hanane hanan hanna hannelore hans hao harald hari harish harpreet haruka haruki hasan hasna hassan
hassane hassiba hatice hayat hector hedwig heiko heike heinrich heinz helga helmut hendrik henrik henrique henryk hicham hideo hilal
hiroko hiroshi hoa hocine holger horia houda houria hristo huda huong huseyin hussein hyun ibrahim ibrahima ida idriss idrissa ignacio
igor ikram ilaria ilham ilias ilona ilse ilya iman imane imen imran indira indra inga inge ingrid ioana ioannis ion irina isabella isabel
ishaan isidro ismael ismail issa istvan ivana ivo iwona jaakko jacek jacinta jacopo jadwiga jafar jagoda jakob jakub jamal jamila jan
jana janez janos
janusz jarek jaroslav javier jelena jens jerzy jesper jesus jiayi jin jing jiri joakim joana joanna joao joaquim joaquin jochen johann
johannes jolanta joost jordi jorge jorgen jose josefa josefina jozef juana jukka julio julita juri jurgen jussi kacper kadiatou kaan
kadir kamal kamel kamil kamila kamilla karel karin karina karima karol karolina karsten kasia katarina katarzyna katerina katharina
kathrin katja katrin kavita kazimierz keiko keita kemal kenji kenza khadija khadra khaled khalid khalil khanh khadim kiran kirill klara
klaus kleber konstantin
konstantinos kostas krishna kristof krzysztof kumar laila lakshmi lamia lamine lars lasse lassana laszlo latifa laurentiu lech leena
leila lele lena lenka leonardo leonidas leonor leszek leyla li lidia liesbeth liliana lin ling linh linnea linus lionel lisbeth ljubica
long lorena lotfi lothar lotte lourdes luana lubomir luca luciano lucio ludmila ludwig luigi luisa lukas lukasz luz lyes maarten maciej
macarena madalena magda magdalena magnus mahamadou mahdi maher mahmoud mahmut mai maimouna maja majid makoto malgorzata malek malia
malick malika mamadou mamoudou manish manjit
manoj manolis manoel manpreet manuela mar marcela marcelo marcin marco marcos marek margareta margarida margit margrethe mariam mariama
mariana mariano marija marika marin marina mario mariusz marjan marko markus marta marte marten martina martyna marwa marwan maryam
massimo mateo mateus mateusz matilde matteo matthijs mattia maurizio mauro max maxim mbaye meera mehdi mehmet mei melek meltem meriem
merve meryem michal michail michel michela michele michiel mihaela mihai mihail mika mikael mikhail miki mikkel miklos mikolaj milan
milena milica milos min ming minh mira mirela mirko miroslav
mirjana moctar modou moez mohamed mohammad mohammed mohan mohand mohsen mohit moira monika morad moritz morten mostafa mouhamadou mouloud
mounia mounir mourad moussa moustapha mukesh murad murat musa mustafa mustapha nabil nabila nacer nadeem nadezhda nadia nadir naima najat
najib nam nancy narendra nasser nasim nassim nassima natalia natalija natalya natasa navid nawal nazim neha nelson nevena ngoc nguyen
nicola nicoletta nicolo nicolae niels nikhil niklas niko nikola nikolai nikolaos nikolaus nils nina ninh nisha nizar noemi nora norbert
nour noura nouria nuno nuria nurten obinna odin ola olaf ole oleg oleksandr olena olga olivera
olof omar omer onur orhan orlando oskar osman ottavio oumar oumou ousmane ovidiu ozan ozge pablo pankaj paola paolo patrizia patrycja
pavel pawel pedro peer pekka per petar petr petra petri petros petter phuc phuong pia piero pierangelo piet pieter pilar piotr piroska
pooja prakash pranav prasad pratik preeti priya priyanka przemyslaw qing quang quoc rabah rabia rachid rachida radek radoslaw radu rafael
rafaela rafal raffaele rahim rahma rahul rainer raj rajesh rajiv rakesh ralf ram rama ramesh ramon ramzi rana rania ranjit rashid rashida
rasmus ravi rayan raymundo razvan recep reda redouane reinhard remzi renata renate renato reza riad
riadh ricarda riccardo rikke rim rima ritu robertas roberta roberto rocco rocio rodrigo rohan rohit rokia rolf romina ronja rosanna
rosaria rosario roswitha rui ruggero ruslan ryszard saad sabah sabri sadia safia safae said saida saif sakina sakura salah saleh salem
salim salima salman salvatore sameer sami samia samir samira samuele sandeep sandor sandro sanjay santiago saskia satoshi sauda savvas
sebastiano sedat seema seif seku selim selin selma semih serafina serap sergei sergej sergey sergio serkan sevgi shabnam shahid shaima
shakil shankar sharif shashi shen sheng shigeru shirin shiv shreya shu siaka siham sigrid silke silvana silvia silvio simona simone sina
sinan sirpa siv slavica slawomir sneha sofia sofiane sofie sofija solveig sonal sonja soraya soren souad soufiane souleymane soumaya
stanislav stanislaw stavros stefania stefano stefanie stein stelian stig stine sultan suman sumit sunil sunita suresh sushma susanne
suzana svein sven svetlana swati sylwia szymon tadeusz tahar takashi takeshi tanja tamas tariq tarik tatjana teodor teresa thabo thanh
thao thea theodoros thi thibaux thiago thierno thomas thorsten thuy tibor tiago till timo timur tobias tomas tomasz tommaso tone tor tore
torsten trang traore trine trung tuan tugba tuomas tuulia udo ugo ulf ulla ulrich ulrike umar umberto umit ursula usha uwe
vadim valentina valeria valerio valeriu varun vasile vasilis vassilis vera verena veronica veronika vesna vicente vicenzo victoriano
vijay vikas vikram viktor viktoria viktorija vincenzo vinh vinod virgilio virginia vishal vito vittoria vittorio vivek vlad vladan
vladimir vlasta vojtech volkan volker vuk wafa wael walid waldemar walter wassim wei werner wiebke wiktor wilhelm wim witold wladyslaw
wojciech wolfgang xiang xiao xin xinyi yacine yahya yamina yan yang yana yannis yao yara yasemin yash yasin yasmina yasmine yassin
yassine yasuko yelena yi yigit ying yildiz yoko younes youri youssef yousef yousra yu yuan yuki yukiko yuko yulia yun yunus yuri yusuf
yuto
zahia zahra zainab zakaria zakia zbigniew zdenek zeineb zejnep zeki zeliha zeljko zeynep zhen zineb ziad zofia zohra zoltan zoran zouhair
zsofia zuzana`

/** Folded first names. */
export const firstNames: ReadonlySet<string> = new Set(`${french} ${english} ${others}`.trim().split(/\s+/))

/**
 * First names that are words or places too: they count with capitals in mid-sentence or with a surname after them (words), or with other
 * evidence (places).
 */
export const wordNames: ReadonlySet<string> = new Set(
  `rose pierre mark will may june april grace hope faith joy art bill frank jack rich guy don dean dawn eve iris ivy lily daisy jade
  amber ruby violet olive heather summer autumn charity chance chase grant lance miles nick pat
  patience penny pearl ray rob robin rusty sandy sky sue bob tom carol christian clement constant desire marine aurore clemence prudence
  blanche fleur flore lou loup luce marin modeste noel parfait prosper reine ange max sam drew jay kit
  ian said sultan nam long ming min mar ion ram line elle come aime honore juste benin perle ambre ginger hazel holly melody misty
  opal poppy rowan willow cliff josh wade ward buddy duke earl harry hank jimmy lance van gene hal otto rex sunny
  gay bea cam ken lee dale glen glenn heath dick jo li yi yu xin an bao hai son tu win yang min jin lin ling mai yan wei hao raj hari
  roman victor eva reed page paige faith merry wendy dolly angel ash brook brooke cherry chip clay cole colt
  dot earl fern flora forrest gale gray hunter jewel kat lane laurel lark mercy olive piper porter reef sage sterling stone storm trinity
  tyler val ville wren neige océane sylvestre germain urbain olympe garance capucine aude avril tess nelson kelly
  martin bernard thomas robert richard simon michel laurent vincent blanc roger denis emmanuel clark morgan carter parker mason taylor
  logan spencer preston chandler ashton blake sydney`
    .trim()
    .split(/\s+/),
)

/** First names that are towns, regions or countries too. */
export const placeNames: ReadonlySet<string> = new Set(
  `paris florence nancy lorraine charlotte victoria sydney austin houston jackson madison chelsea brittany georgia virginia carolina asia
  india kenya jordan israel chad dakota savannah milan lourdes vienna valence laval orlando adelaide alexandria
  santiago sofia lincoln washington troy salem kent lancaster lydia phoenix regina sierra trinidad verona petra cologne alma rita`
    .trim()
    .split(/\s+/),
)
