/**
 * French words that everybody says often, beyond the stop words: what a recogniser that is sure of itself has most likely heard right.
 * Written down by hand for calls to a service; other forms of them count too (see common-words.ts).
 */
export const frenchCommonWords = `
abîmer abonnement absence absolument accepter accès accident accord accueil acheter achat acte action actuellement addition adresse adulte affaire
afin âge agence agent agir agréable aider aide ailleurs aimer air ajouter aller allô allumer alors ami amie amour ampoule an ancien animal année
anniversaire annonce annuel annuler août appareil appartement appartenir appel appeler application apporter apprendre appuyer après apte arbre
argent arme arrêt arrêter arrière arrivée arriver article aspect assez assistance assurance assurer assureur assuré atelier attaque atteindre
attendre attention attestation aucun augmenter augmentation aujourd'hui auparavant auprès aussitôt autant auto automatique automne autoroute autour
autoriser avance avancer avantage avenir avenue avis avocat avoir avouer avril bagage bain baisse baisser balle banc bancaire banque bas base
bateau bâtiment battre beau beaucoup bébé belle bénéficier besoin bête bijou bilan billet blanc blesser bleu boire bois boîte bonheur bonjour bonne
bonsoir bord bouche bouger bout bouteille bouton bras bris bruit brûler budget bureau but cadeau cadre café caisse calculer calme camarade cambriolage
campagne capable carrière carte cas casser catastrophe cause caution cave cent centre certain certainement certificat chacun chaise chambre
chance changement changer chaque charge charger chat château chaud chauffage chef chemin chèque cher chercher cheval cheveu chez chien chiffre
chirurgie choisir choix chose ciel cinq cinquante circonstance citoyen clair classe clé client clientèle clinique clôture coefficient coeur coin colère
collègue combien commande commander commencer comment commerce commun communauté compagnie compagnon comparer complet complètement compléter
composer comprendre compris compte compter concerner conclure condition conduire conducteur confiance confirmer confort conjoint connaître
connexion conseil conseiller conserver considérer constat constater construire contact contacter content contenir continuer contraire contrat
contre contrôle convenir conversation copie corps correct correspondre côte côté cotisation couche couleur couloir coup couper couple cour courage
courant courir courrier courriel cours court cousin coût coûter couvert couverture couvrir craindre créer crédit croire croix cuisine curieux d'accord
dame danger dangereux date début débit décéder décembre décès décider décision déclaration déclarer découvrir décrire dedans défaut défendre dégât
degré dehors déjà déjeuner délai demain demande demander déménager déménagement demeurer demi dent dentaire dentiste départ dépannage dépasser
dépassement dépendre dépense déposer depuis dernier derrière descendre désirer désoler désolé dessous dessus détail détruire dette deux deuxième
devant devenir devis devoir dieu différence différent difficile difficulté dimanche diminuer dire direct directement direction diriger disparaître
disponible distance dix docteur document doigt dommage donc donner dormir dos dossier double douce douche doute doux douze droit droite dur durée
durer eau échange échapper échéance écho éclat école économie écouter écoute écran écrire effacer effectuer effet égal également église
électricité électrique électronique élément élève élever email embêter emploi employer emporter emprunt enfant enfin enlever ennui énorme enregistrer
ensemble ensuite entendre entier entièrement entrée entreprise entrer envie environ envoi envoyer épaule époque épouse époux équipe erreur escalier
espace espèce espérer espoir essayer essence essentiel est étage état été éteindre étoile étonner étrange étranger étude étudiant étudier euro européen
évidemment éviter exact exactement examen excellent excuser exemple exister expert expertise expliquer exprimer extérieur facile facilement façon
facteur facture faible faim falloir famille fatigue faute fauteuil faux faveur favoriser femme fenêtre fer fermer fête feu feuille février fiche fichier fier
figure fil fille film fils fin final finalement finir fiscal fixe fleur fleuve fois fonction fond force forcément forêt forme formulaire formule fort
fou foule fournir frais franc français franchise frapper frère froid front fruit fuir fuite fumée futur gagner garage garantie garantir garçon garde
garder gare gauche gaz général généralement genou genre gens gentil geste glace goutte gouvernement grâce grand grave grêle gris gros groupe
guerre guide habiter habitation habitude hasard haut hausse herbe hésiter heure heureux hier histoire hiver homme honnête honte hôpital horaire
horreur hors hospitalisation hôtel huile huit humain humeur ici idée identifiant identifier identité île image imaginer immédiatement immense immeuble
immobilier important importe impossible impôt impression incendie incident inconnu indemnisation indépendant indiquer information informer inquiet
inscription inscrire installer instant instruction intégral intention interdire intéressant intéresser intérêt intérieur internet intervenir intervention
inutile inviter jamais jambe janvier jardin jaune jeter jeu jeudi jeune joie joindre jouer jour journal journée juge juger juillet juin juridique jurer juste
justement justice justificatif kilomètre lâcher laisser lait lancer langue large larme légal léger lendemain lent lentement lettre lever libérer liberté libre lien
lieu ligne limite linge lire liste lit litige livre livrer local locataire location logement loger loi loin long longtemps lors louer lourd loyer
lumière lundi lune lunettes lycée machine madame mademoiselle magasin mai mail main maintenant maire mairie maison maître mal malade maladie
malgré malheur malheureusement maman manger manière manquer marche marché marcher mardi mari mariage marier marquer mars masse matériel matin
mauvais mécanicien médecin médecine médiateur médicament meilleur mêler membre mémoire menace mener mensuel mer merci mercredi mère mériter message
mesure mètre métier mettre meuble midi mien mieux milieu mille million mince minute mobile mobilier mode modèle moderne modification modifier moindre
moins mois moitié moment monde monnaie monsieur montagne monter montant montrer morceau mort mot moteur moto mourir mouvement moyen multiplier mur musique mutuelle
naissance naître nation national nature naturel naturellement navré nécessaire neige net nettoyer neuf nez niveau noir nom nombre nombreux nommer nord
normal normalement notamment note noter nouveau nouvelle novembre nu nuit nul numéro objet obligation obliger observer obtenir occasion occuper
octobre oeil oeuvre office officiel offrir oiseau ombre oncle opération opérateur opinion opposer opticien optique or orange ordinateur ordre
oreille organiser origine oser oublier ouest ouvert ouverture ouvrir page paiement pain paire paix panne papa papier paquet paraître pareil parent
parfait parfois parking parler parole part partager partenaire particulier partie partir partout pas passage passé passer passion patient patron
pauvre payer pays peau peine peinture pendant penser pension perdre père période permanent permettre permis personne personnel perte peser petit
peuple peur pharmacie photo phrase pièce pied pierre piscine place placer plafond plage plaindre plaire plaisir plan plante plat plein pleurer
pleuvoir plombier pluie plupart plusieurs plutôt poche poids point poisson police politique pompier pont porte porter portable portail poser
position posséder possibilité possible poste pousser pouvoir pratique précédent précis préciser préférer prélèvement premier première prendre préparer près
présence présent présenter président presque presser prêt prêter preuve prévenir prévoir prier principal principe printemps prise prison privé prix
probable probablement problème procédure prochain proche procuration produire produit professeur profession professionnel profond programme projet
promettre proposer propos propre propriétaire propriété protection protéger prouver public puissance qualité quartier quatorze quatre quatrième
quelque quelquefois question quinze quitter quotidien raccrocher raconter radio raison ramener rappel rappeler rapide rapidement rapport rapporter
rare ravi réagir réaliser récemment réception recevoir recherche réclamation recommander reconnaître record reculer récupérer réduire réduction réel
réellement refaire référence réfléchir refus refuser regard regarder régime région règle régler règlement regretter régulier régulièrement rejoindre
rejeter relation remarquer rembourser remboursement remercier remettre remise remonter remplacement remplacer remplir rencontre rencontrer rendez-vous rendre
renouveler renseignement renseigner rentrer renvoi renvoyer réparation réparer répéter répondre réponse repos reposer reprendre représenter réseau
réserver résidence résiliation résilier résoudre respecter responsable responsabilité ressembler reste rester résultat retard retenir retirer retour
retourner retraite retrouver réunion réussir rêve réveiller revenir revenu rêver revoir riche rien rire risque rivière robe rôle rompre rouge rouler route
rubrique rue sable sac saisir saison salaire salle salon saluer salut samedi sang santé satisfaire sauf sauter sauver savoir scène science
scolaire séance sec sécheresse second seconde secours secret secrétaire sécurité seize semaine sembler sens sentiment sentir séparer sept septembre
série sérieux service servir seul seulement siècle siège sien signal signaler signature signe signer signifier silence simple simplement sinistre
sinon site situation situer six social société soeur soin soir soirée soixante sol soleil solution sombre somme sommeil sonner sorte sortie sortir
soudain souffrir souhaiter soulever source sourire souscrire souvenir souvent spécial spécialiste standard station studio succès sud suffire suffisant suisse suite suivant
suivre sujet supérieur superviseur supplément supposer supprimer sûr sûrement surface surprendre surprise surtout surveiller suspension système table tableau
taille tante tard tarif taux taxe technique téléphone téléphoner téléphonique tel tellement témoin tempête temps tenir tenter terme terminer terrain
terre terrible tête texte théâtre tiers timide tirer tiroir titre toit tomber tonalité tort tôt total totalement toucher toujours tour tourner trace train
traiter traitement tranquille transfert transférer transport travail travailler travaux travers traverser treize trente triste trois troisième tromper trop
trou trouver tuer type unique urgence urgent usage utile utiliser vacances valable valeur valider valoir vélo vendre vendredi venir vent vente vérifier
véritable vérité verre version verser vert veste vêtement victime vide vie vieux vif ville vin vingt violence virement visage visite vite vitesse vitre
vivant vivre vocal voie voir voisin voiture voix vol voler volonté volontiers volet vouloir voyage voyager vrai vraiment vue week-end zéro zone
vas va vont allais allait allez allons ira irai irait iriez iront aille prend prends prenez prenais prenait prennent pris prise met mets mettez mis mise dit dis dites
disait disent fais faites faisait font fera ferai ferait fasse peux peut peuvent pouvons pourrai pourra pourrez pourrait pourriez puisse dois doit doivent devez devra
devrai devrait devrez vois voit voyez voient vu vue verra verrez verrai veux veut veulent voulait voulez voudra voudrais voudrait sais sait savez savent su saurait viens
vient viennent venez venu viendra tiens tient tenez tenu reçu reçois reçoit recevez connais connaît connaissez connu vit vis vivez vécu dort dors pars part partez parti
sors sort sortez sorti lis lit lisez lu écris écrit écrivez ouvre ouvert offre offert rends rend rendu perds perd perdu vends vend vendu réponds répond répondu attends
attend attendu entends entend entendu crois croit croyez cru bu dû eu eus ont aurez aurai aura aurait auriez aurons avions aviez étions étiez étaient étais sommes êtes
soient soit sois serez serons seront serait serions aie ait ayez ayons plu suffit vaut vaudrait appelle appelles appellent jette mène pèse lève achète paie paye payez essaie essaye
envoie envoies enverra enverrai suis suit suivez suivi conduis conduit connaissance construit produit né née meurt mort tombe couru cours court sens sent senti voilà
passeport domicile tribunal activité congé séjour formation établissement mineur véhicule civil motif permis lieux plainte titulaire minimum maximum dépôt dépend ainsi selon durant
toutefois cependant administration adulte agricole auteur autonomie banquier bénéficiaire centrale chômage collège comité concours conforme construction création salarié
demandeur démarche directeur dispositif dispose divorce foyer handicap magistrat majeur mention ministre mission numérique obligatoire parental partiel photo poursuite préalable
préfecture prestation procès provisoire quant quoi récépissé recours rémunération ressources revenus rupture secteur succession titulaires tuteur vote œuvre
ci chez quand combien comment lequel laquelle lesquels celui-ci est-ce peut-être est-à-dire mien tien nôtre vôtre eux moi toi lui elle nous vous ils elles rien
roi reine prince camp report reporter maintien maintenir morale moral climat héberger hébergement oral relire carton colis enveloppe timbre lac champ
vache viande beurre fromage oeuf légume pomme bière thé sucre sel repas dîner restaurant four frigo vaisselle lessive savon toilette drap tuile
carrelage parquet tapis rideau canapé armoire lampe câble tuyau robinet radiateur gendarme amende voleur serrure balcon grenier boulevard carrefour
panneau trottoir piéton camion bus aéroport valise camping ski orage inondation nuage village université diplôme usine boutique vendeur gratuit soldes
promotion neveu nièce grand-mère yeux cou ventre os fièvre toux rhume grippe douleur blessure infirmière ordonnance tristesse haine mensonge chanson
danse télévision clavier imprimante stylo crayon gomme rose brun longueur largeur hauteur minuit fournisseur gain sport ballon match dénoncer tourisme
anticiper anticipé revanche original déplacer intégrer rang tas
`
