/** Names for the sets, frequent ones and rare ones: some are in no list of the detector. Any likeness is chance: they are drawn at random. */
export const people = {
  fr: {
    first:
      'Sophie Julien Camille Mohamed Fatoumata Jean-Pierre Marie-Claude Océane Théo Aïcha Guillaume Bérengère Yannick Solène Loïc Maïwenn Kévin Nathalie Rachid Ewen Corentin Apolline Thierry Monique Gwendal Ludivine Tiphaine Ousmane Nolwenn Gérard Mireille Enora Sixtine Abdoulaye Philippine Typhaine Eudes Lubin'.split(
        ' ',
      ),
    last: 'Durand Lefèvre Moreau Bellanger Zemmour Ziegelmeyer Le Goff|Kerviel|Benhaddou|Da Silva|Traoré|Castagnède|Poulard|Hervouet|Quéméneur|Nguyen|Bourdin|Vandenberghe|Etchegaray|Charpentier|Mbappou|Lacaze|Roussel|Delaunay|Tavernier|Gouzou|Fauchon|Saint-Aubin|Bonnefoy|Wattel|Ouedraogo|Paoletti|Santini|Haddad|Colombani|Roudaut|Plantier|Joubert'
      .replace(/ (?=[A-Z][a-zé]+ [A-Z]|Le )/g, '|')
      .split('|')
      .flatMap((part) => (/^(?:Le Goff|Da Silva)$/.test(part) ? [part] : part.split(' '))),
  },
  en: {
    first:
      'Anna James Priya Mohammed Siobhan Caoimhe Thaddeus Olivia Gareth Imogen Darius Chiamaka Rhys Eleanor Duncan Mei Tamsin Rupert Kayleigh Desmond Niamh Saoirse Fergus Adaeze Jemima Barnaby Philippa Winston Oluwaseun Marguerite Leopold Xanthe Callum Shanice Delroy Bethan Iain Morwenna'.split(
        ' ',
      ),
    last: "Kline Okonkwo O'Brien Featherstone Pemberton Ashworth Smith Patel McAllister Cholmondeley Nakamura Vandermeer Whitfield Braithwaite Rosenthal Adeyinka Fitzsimmons Hargreaves Lindqvist Chaudhry Abernathy Trescothick Sandhu Kowalczyk Bainbridge Dunleavy MacGregor Postlethwaite Nwosu Haddon Eccleston Wrigglesworth Sinclair Thackeray Moynihan Blenkinsop Tregenza Obuya".split(
      ' ',
    ),
  },
}

export const streets = {
  fr: [
    'rue de la République',
    'avenue Jean Jaurès',
    'boulevard Voltaire',
    'impasse des Lilas',
    'chemin du Moulin',
    'place de la Mairie',
    'allée des Peupliers',
    'rue du 8 mai 1945',
    'quai des Chartrons',
    'route de Vannes',
    'rue Pasteur',
    'cours Gambetta',
  ],
  en: [
    'Oak Lane',
    'Baker Street',
    'Victoria Road',
    'Station Road',
    'Maple Avenue',
    'High Street',
    'Queens Gardens',
    'Elm Grove',
    'Church Lane',
    'Kingsway Drive',
    'Mill Hill Close',
    'Park Crescent',
  ],
}

export const towns = {
  fr: [
    ['75011', 'Paris', 'soixante-quinze mille onze'],
    ['69003', 'Lyon', 'soixante-neuf mille trois'],
    ['44000', 'Nantes', 'quarante-quatre mille'],
    ['33800', 'Bordeaux', 'trente-trois mille huit cents'],
    ['59100', 'Roubaix', 'cinquante-neuf mille cent'],
    ['35510', 'Cesson-Sévigné', 'trente-cinq mille cinq cent dix'],
  ],
  en: [
    ['LS6 2AB', 'Leeds'],
    ['NW1 6XE', 'London'],
    ['M14 5TP', 'Manchester'],
    ['BS8 1TH', 'Bristol'],
    ['EH3 9DR', 'Edinburgh'],
    ['CF10 1EP', 'Cardiff'],
  ],
}

export const months = {
  fr: ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'],
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
}
