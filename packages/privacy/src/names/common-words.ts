import { isStopWord, type Language } from '@souffleur/language'

/** Words of calls that follow an introduction without being a name ("my name is spelled ...", "madame bonjour"), folded. */
const french = `
bonjour bonsoir merci allo oui non voila alors attendez quittez patientez ecoutez effectivement exactement parfait parfaitement tres
absolument desole desolee pardon excusez excuse
client cliente conseiller conseillere directeur directrice president presidente responsable proprietaire locataire assure assuree
titulaire beneficiaire abonne abonnee juge maire ministre docteur professeur maitre monsieur madame
mademoiselle mme mlle mr messieurs mesdames dames appelle appelez appeler rappelle rappeler contact contacter societe entreprise service
agence banque assurance contrat dossier numero compte carte facture commande colis
adresse telephone portable mail date naissance nom prenom nomme mariee femme mari fils fille enfant enfants mere pere frere soeur
parent parents voisin voisine collegue ami amie celui cela ceci ici la-bas
probleme question reponse demande besoin envie suite cause point fait jour jours mois annee annees an ans heure heures minute minutes
semaine semaines matin soir midi hier demain aujourd'hui maintenant bientot toujours jamais souvent
encore deja deux trois quatre cinq six sept huit neuf dix cent mille premier premiere second seconde dernier derniere autre autres meme
nouvelle nouveau ancien ancienne bon bonne beau belle grand grande petit petite gros grosse vieux vieille jeune
certain certaine possible impossible normal vrai vraie faux fausse juste clair sur sure content contente satisfait satisfaite interesse
interessee habite habitons vis vit travaille travaillons veux voulais voudrais aimerais souhaite
souhaiterais peux pouvais peut pouvons dois doit faut fallait sais sait savez vois voyez pense crois dis dit disais parle parlez regarde
regardez donne donnez prends prend mets met tiens tient reste arrive arrivee viens vient
recu recue envoye envoyee paye payee achete fait faite ouvert ouverte ferme fermee note notee valide validee enregistre enregistree
inscrit inscrite confirme confirmez vous'etes ecrit epelle epeler euros euro centimes
vraiment simplement seulement actuellement justement normalement probablement malheureusement rapidement directement immediatement
egalement personnellement plutot presque assez trop peu plus moins bien mal mieux pire
maison appartement voiture vehicule rue avenue ville pays france paris lyon marseille toulouse bordeaux lille nantes nice strasbourg
rennes internet ligne fixe mobile box appareil ordinateur tablette tele television
sinistre accident degat eau feu vol bris glace garantie franchise remboursement virement prelevement cheque paiement solde credit pret
epargne livret taux mensualite echeance resiliation abonnement forfait option offre promotion
lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
vacances travail bureau ecole medecin hopital pharmacie
disponible absent absente malade presse pressee occupe occupee perdu perdue bloque bloquee coupe coupee debite debitee inquiet inquiete
etonne surpris surprise francais francaise anglais anglaise chef cheffe comptable gerant gerante
reference quelqu'un quelque quelques personne rien tout toute tous toutes chose part compris comprends comprend entendu d'accord accord
oublie oubliee ravi ravie enchante enchantee joignable rappelez correct correcte gentil gentille aimable
toujours retraite retraitee salarie salariee etudiant etudiante infirmier infirmiere enseignant enseignante artisan patron patronne
employe employee secretaire technicien technicienne livreur facteur plombier electricien
bah ben euh heu hein hum ah oh eh ouais ok okay super genial mince zut tant pis suis etes sommes sont infiniment enormement cordialement comment combien quoi serait sera etait avait aurait avez avons ont`
const english = `
hello hi hey thanks thank goodbye bye morning afternoon evening day night good great fine okay ok yes yeah yep no nope sure right alright
exactly absolutely perfect sorry pardon excuse please
spelled spelt spelling called calling call speaking speak spoke talking talk said say says saying told tell listed registered written
wrong correct misspelled different important known unknown associated attached actually really just
customer client agent advisor adviser manager supervisor director president owner tenant holder member boss doctor lawyer judge officer
sir madam ma'am mr mrs ms miss dr lady gentleman gentlemen ladies guys everyone everybody
someone somebody anyone anybody nobody one ones person people man woman men women husband wife son daughter child children kid kids
mother father mum mom dad brother sister parent parents friend neighbour neighbor colleague partner
company business firm team service support department bank insurance policy contract account card bill invoice order parcel package
delivery claim case file number phone mobile address email mail date birth name first last full middle surname
maiden problem issue question answer request reason need want wanted like liked love loved help helped wait waiting hold holding look
looking looks check checking checked see saw seen know knew think thought believe guess hope mean
trying try tried going go went gone come came coming get got getting give gave given take took taken make made making put let letting
find found keep kept leave left lost stolen broken blocked locked closed open opened cancelled
cancel change changed move moved moving pay paid paying payment refund refunded charge charged buy bought sell sold send sent receive
received sign signed update updated confirm confirmed
two three four five six seven eight nine ten hundred thousand second third new old big small large little long short high low early late
soon later today tomorrow yesterday tonight now then here there everywhere always never often sometimes again still
already yet once twice also too very quite pretty so much many more most less least few several any some all both each every other
another same such only own interested happy glad pleased unhappy angry upset worried concerned confused surprised
disappointed frustrated afraid aware ready able unable available busy ill sick tired fine married single divorced pregnant retired
unemployed self based currently born living live lived working work worked from with without about around
house home flat apartment car vehicle street road avenue town city country england london paris manchester birmingham scotland wales
ireland america france french english british american spanish german italian polish
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november
december week weeks month months year years hour hours minute minutes time times
internet broadband line landline router box device computer laptop tablet television signal app website online password login reference
ref code digits letters
appointment meeting holiday hospital surgery pharmacy school office shop store branch please'd would could should might must can cannot
will won't don't doesn't didn't isn't wasn't that's it's i'm i've i'd you're we're they're there's what's here's let's
well oh um uh er erm ah hmm huh mm wow oops gosh god jesus anyway basically obviously unfortunately apparently probably maybe perhaps
definitely certainly usually normally recently finally simply exactly
student teacher nurse engineer technician driver plumber electrician builder accountant secretary receptionist employee worker landlord representative assistant operator back loads kindly ever indeed bunch lots however although though unless whether either neither`

const words: Record<Language, ReadonlySet<string>> = { fr: new Set(french.trim().split(/\s+/)), en: new Set(english.trim().split(/\s+/)) }

/** Whether a folded word is an ordinary word of the language rather than a name. */
export function isCommonWord(folded: string, language: Language): boolean {
  const word = folded.endsWith("'") ? folded.slice(0, -1) : folded
  return word.length < 2 || isStopWord(word, language) || words[language].has(word) || words[language === 'fr' ? 'en' : 'fr'].has(word)
}
