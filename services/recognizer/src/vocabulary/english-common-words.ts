/**
 * English words that everybody says often, beyond the stop words: what a recogniser that is sure of itself has most likely heard right.
 * Written down by hand for calls to a service; other forms of them count too (see common-words.ts).
 */
export const englishCommonWords = `
able above accept access accident according account across action active actually add address adult advance advice advisor afraid after afternoon
again against age agent ago agree agreement ahead air alarm all allow almost alone along already also although always amount animal annual another
answer anybody anyone anything anyway anywhere apartment apologise apologize app apparently appear application apply appointment appreciate approve
april area arm around arrange arrive art article ask assist assistance attach attack attempt auction august aunt autumn available average avoid away
baby back bad bag balance ball bank bar base basic basis bath bathroom beautiful become bed bedroom before begin behind believe belong below
benefit beside best better between beyond big bike bill birth bit black blood blue board boat body book bored boss both bother bottom box boy
branch break breakdown breakfast breathe bridge bring broke broken brother brown budget build building burn bus business busy button buy call
cancel car card care careful carry case cash catch cause ceiling central centre center certain certainly certificate chain chair chance change
charge chase cheap check chemist cheque chicken child children choice choose church circle city claim class clean clear clever client clock
close cloth clothes coast coat code coffee cold collect college colour color come comfort comfortable comment common company compare complain
complaint complete computer concern condition confirm connect consider contact contain content continue contract control conversation cook
cool copy corner correct cost could count country couple course court cousin cover crash create credit cross crown cry cup current customer cut
daily damage dance danger dark data date daughter day dead deadline deal dear death debit december decide declare deep definitely degree delay
deliver delivery dentist department depend deposit describe desk detail device dial die differ difference different difficult dinner direct
direction dirty disconnect discount discuss disease dish display distance doctor document dog dollar door double doubt down draw dream dress drink
drive driver drop dry due during duty each ear early earn earth easily east easy eat edge effect eight eighteen eighty either electric electricity
eleven else email emergency employ empty end energy engine england english enjoy enough enter entire equal error especially estimate euro europe
even evening event ever every everybody everyone everything everywhere exact exactly exam example excellent except excess exchange excuse exist
expect expensive expert expire explain extra eye face fact fail fair fall false family far farm fast father fault favour fear feature february fee
feed feel feet fell felt fence few field fifteen fifth fifty fight figure file fill film final finally find fine finger finish fire firm first
fish fit five fix flat flight flood floor fly folder follow food foot force foreign forget forgot form forty forward found four fourteen fraud
free freedom french fresh friday friend front fuel full fun fund furniture further future game garage garden gas gate gather gave general gentleman
gift girl give glad glass glasses go goal gold gone good goodbye great green ground group grow guarantee guard guess guest guide gun guy hair half
hall hand handle hang happen happy hard hardly hate head health hear heard heart heat heavy height hello help hero hi hide high hill history
hit hold hole holiday home honest hope horse hospital hot hotel hour house how however huge human hundred hurt husband ice idea identify ill
imagine immediate important impossible improve inch include income increase indeed individual inform information injury inside instead
insurance insure insurer integral interest international internet interview invoice involve island issue item january jewel job join joint joke july june
just keep kept key kid kill kilometre kilometer kind king kitchen knee know known lady land landlord lane language large last late later laugh law lawyer lay
lead leak learn least leave left leg legal less let letter level library licence license lie life lift light like limit line link lip list listen
little live local lock log long longer look lord lose loss lost lot loud love low luck lunch machine mail main make malice man manage manager many
march mark market married master match mate material matter may maybe meal mean meant measure mechanic medical medicine meet meeting member memory
mention menu merry message met metal method metre middle might mile milk million mind minute miss mistake mobile moment monday money month monthly
moon more morning mortgage most mother motor motorway mountain mouth move much mum music must mute name national natural nature near nearly
necessary neck need neighbour neighbor neither network never new news next nice night nine nineteen ninety nobody noise none normal north nose
note nothing notice november number nurse object october odd offer office officer often oil old ombudsman once online open operate operator opinion
option or orange order ordinary organise organize original other otherwise ought outside over overnight owe owner package page pain paint pair
paper parent park part particular partner party pass password past patient pay payment peace pen penny people per percent perfect perhaps period
person personal phone photo photograph pick picture piece pin place plan plane plant plastic plate play pleasant pleasure plenty plumber plus
pocket point police policy pool poor popular position possible post pound power practice prefer premium prepare present president press pressure
pretty previous price print private probably problem process produce product professional program programme promise proof proper properly property
protect protection proud prove provide public pull purchase purpose push put quality quarter queen question queue quick quickly quiet quite quote
radio rain raise ran rang range rate rather reach read ready real realise realize reason receipt receive recent reception recommend record
red reduce refer reference refund refuse regard region register regret regular reimburse reject relation release remain remember remind remove
renew rent repair repeat replace replacement reply report request require reserve reset residence respond rest result retire return review rich
ride right ring rise risk river road roadside rock roof room round rule run rural safe said sale same sand sat saturday save saw say scale
school science sea search season seat second secret section security see seem seen select self sell send sense sent sentence separate
september serious serve service session set settle seven seventeen seventy several shake shall shape share sharp sheet ship shirt shoe shop short
shot shoulder shout show shower shut sick side sign signature silver similar simple since sing single sir sister sit site situation six sixteen sixty
size skin sleep slow slowly small smell smile smoke snow social soft sold solution solve somebody someone something sometimes somewhere son song
soon sorry sort sound south space speak special speed spell spend spent spoke spouse spring square staff stage stair stand standard star start
state statement station status stay steal step stick still stolen stone stop store storm story straight strange stream street strong student
study stuff style subject submit success sudden suddenly sugar suggest suit summer sun sunday supervisor supply support suppose sure surgery
surprise sweet swim switch system table take talk tall tap tax tea teach team tear technical telephone tell temporary ten tenant term terrible test
text thank theft thing think third thirteen thirty though thought thousand three through thursday ticket tie tight till time tired today together
told tomorrow tone tonight tooth top total touch tourist toward towards tower town toy trade train transfer transport travel tree trip trouble truck true
trust truth try tuesday turn twelve twenty twice two type tyre uncle understand unfortunately unhappy union unique unit unless update upgrade upset urgent
use used useful usual usually valid value various vehicle version veto view village visit voice voicemail wait wake walk wall want war warm warn wash watch
water way weak wear weather website wednesday week weekend weekly weight welcome went west wet whatever wheel whenever wherever whether
white whoever whole wide wife wild win wind window windscreen wine winter wish withdraw within without woman women wonder wonderful wood word wore
work world worry worse worst worth would write written wrong wrote yard year yearly yellow yesterday young zero
amazing ask associate ate await awake became began bet bought brand brought built bye came caught chat chose colleague commercial crack dig digit drove educational effort fallen fell
flew forgave forgotten fought froze gave given gone grew hey hmm hurt inquire jack knew known lent lit loan lower made mad manufacture mobile mister mum nope
oops overall paid procedure proceed queries ridden rose sang sank sent shook shut slept slid sought spoken spread stood stuck struck stung swam swept swore
taken taught thankyou thrown threw told took tore torn understood valuable wanna woke won worn wow yep block response series resolve given superb
prince castle born camp maintain moral climate oral envelope stamp port beach lake forest leaf flower grass cow cat bird meat bread butter cheese egg
fruit vegetable apple beer salt oven fridge laundry soap toilet blanket pillow corridor tile gutter carpet curtain sofa lamp bulb socket wire cable
pipe radiator boiler chimney fireman judge forbidden permit prison thief pane balcony terrace cellar attic avenue sidewalk pavement motorbike van
airport suitcase ski hail cloud sky district university pupil teacher lesson unemployment pension salary factory seller coin debt nephew niece
grandmother belly bone fever cough flu wound pharmacy prescription clinic joy anger sadness silence theatre newspaper television screen keyboard mouse
printer pencil grey pink length width noon midnight century dent scratch bumper mirror brake hood trunk battery rental lapse beneficiary widow
`
