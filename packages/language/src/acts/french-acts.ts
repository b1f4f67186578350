import type { ActRule } from './act-rule.ts'

const politeLead =
  "(?:(?:oui|ouais|ok|okay|d'accord|bon|alors|donc|et|euh|ben|bah|ah|oh|tres bien|entendu|parfait|bien sur|excusez-moi|pardon|s'il vous plait|voila|merci|bonjour|madame|monsieur|ecoutez)[, ]+)*"
const adverb = '(?:(?:bien|deja|aussi|juste|tout de suite|immediatement|donc|egalement|directement|vite) )*'
/** Infinitives of what somebody can promise to do. Looking something up now is holding, not a promise. */
const infinitive =
  '(?:envoyer|renvoyer|transmettre|transferer|rappeler|appeler|recontacter|contacter|ecrire|adresser|modifier|changer|mettre a jour|annuler|resilier|rembourser|confirmer|ouvrir|creer|enregistrer|programmer|organiser|planifier|prendre rendez-vous|faire le necessaire|faire parvenir|faire suivre|tenir (?:au courant|informee?)|prevenir|ajouter|supprimer|noter|declarer|lancer|relancer|payer|regler|retourner|signer|remplir|signaler|bloquer|commander|preparer|demander|poster|deposer|m.en occuper|faire (?:la|une|le|un) \\w+)'
const future =
  '(?:enverr|renverr|transmettr|transferer|rappeller|appeller|recontacter|contacter|ecrir|adresser|modifier|changer|mettr|annuler|resilier|rembourser|confirmer|ouvrir|creer|enregistrer|programmer|organiser|planifier|fer|tiendr|previendr|ajouter|supprimer|noter|declarer|relancer|payer|regler|retourner|signer|remplir|signaler|bloquer|commander|preparer|demander|poster|deposer|reviendr|occuper)(?:ai|ons|a|ez|ont)'
const present =
  '(?:envoie|renvoie|transmets|transfere|rappelle|recontacte|contacte|adresse|modifie|annule|rembourse|confirme|ouvre|cree|enregistre|programme|organise|planifie|previens|ajoute|supprime|relance|tiens (?:au courant|informee?)|fais (?:parvenir|suivre|le necessaire)|mets (?:en relation|a jour)|reviens vers)'
const done =
  '(?:envoyee?s?|renvoyee?s?|transmise?s?|transferee?s?|rappelee?s?|contactee?s?|adressee?s?|modifiee?s?|changee?s?|mise?s? a jour|annulee?s?|resiliee?s?|remboursee?s?|confirmee?s?|ouverte?s?|creee?s?|enregistree?s?|programmee?s?|organisee?s?|planifiee?s?|faite?s?|prevenue?s?|ajoutee?s?|supprimee?s?|notee?s?|verifiee?s?|declaree?s?|relancee?s?|payee?s?|reglee?s?|signalee?s?|bloquee?s?|commandee?s?|preparee?s?|demandee?s?|prise?s? en compte|validee?s?|corrigee?s?|lancee?s?|reinitialisee?s?|debloquee?s?|activee?s?|traitee?s?|cloturee?s?|saisie?s?)'

const when =
  "(?:demain|ce soir|cet apres-midi|ce matin|cette semaine|la semaine prochaine|(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)|sous \\d+|sous (?:huit|dix|quinze|trente)|d'ici|avant (?:le|la|lundi|mardi|mercredi|jeudi|vendredi|midi)|dans (?:la journee|la semaine|l'heure)|des que)"
/** Verbs that hand something over or bring somebody: in the present and with a day, they promise. */
const handsOver =
  '(?:passe|poste|montre|envoie|appelle|rappelle|ecri[st]|commande|viens|vient|depose|apporte|paie|regle|renvoie|adresse|transmets|remets|laisse|mets|donne|recontacte)'

/** First fit wins, so what is most particular stands first. */
export const frenchActs: readonly ActRule[] = [
  {
    act: 'greeting',
    when: /^(?:(?:allo|bonjour|bonsoir|salut|rebonjour|re-bonjour|bienvenue)[, ]*)+(?:madame|monsieur|a vous|a tous|oui)?(?: [a-z]+)?$/,
  },
  {
    act: 'greeting',
    when: /^(?:\w+[, ]+)?(?:allo|bonjour|bonsoir)\b.{0,60}\b(?:a l'appareil|je suis|je m'appelle|que puis-je|en quoi puis-je|a votre ecoute)\b/,
  },
  { act: 'greeting', when: /\b(?:merci de (?:votre appel|nous appeler)|bienvenue chez)\b/ },
  {
    act: 'farewell',
    when: /\b(?:au revoir|bonne (?:journee|soiree|fin de journee|fin de semaine|continuation|annee|apres-midi)|bon (?:week-end|weekend|apres-midi)|a (?:bientot|tres vite|plus tard|demain)|passez une bonne (?:journee|soiree))(?: (?:madame|monsieur|a vous(?: aussi)?|egalement))?$/,
  },
  {
    act: 'thanks',
    when: new RegExp(
      `^${politeLead}(?:merci|je vous remercie|c'est (?:tres )?(?:gentil|aimable)|mille mercis)(?: (?:beaucoup|bien|infiniment|encore|a vous|madame|monsieur|pour .*|d'avance|de votre .*))*$`,
    ),
  },
  {
    act: 'small_talk',
    when: /\b(?:comment allez-vous|comment ca va|ca va bien|vous allez bien|il fait (?:beau|chaud|froid|mauvais)|quel temps|je vous en prie|de rien|avec plaisir|pas de (?:souci|probleme|quoi)|il n'y a pas de quoi|bonne annee|a vos souhaits)\b/,
  },
  // Which language the call goes on in is between the two of them.
  {
    act: 'small_talk',
    when: /\b(?:parl\w+|continu\w+|poursuivre|poursuivons|repondre|repondez|passer|passons)\b.{0,30}\b(?:francais|anglais)$/,
  },

  {
    act: 'holding',
    when: /\b(?:ne quittez pas|un (?:petit )?(?:instant|moment)|une (?:petite )?(?:seconde|minute)|deux (?:secondes|minutes)|(?:veuillez )?patientez|je vous (?:fais|laisse|demande de) patienter|je vous mets en attente|restez en ligne|vous etes toujours la|je reviens vers vous tout de suite)\b/,
  },
  {
    act: 'holding',
    when: new RegExp(
      `^${politeLead}(?:(?:alors|laissez-moi|je vais|je|on va|on) )*(?:(?:vous|le|la|les|l'|y) ?)*(?:regarder?|verifier?|consulter?|chercher?|voir|recherche|jeter? un (?:oeil|coup d'oeil)|prends? (?:de quoi noter|un stylo))\\b`,
    ),
    asks: false,
  },

  {
    act: 'refusal',
    when: /^(?:non|non non|pas du tout|pas vraiment|absolument pas|surtout pas|certainement pas)(?:[, ]+(?:merci|non|desolee?|pas (?:du tout|vraiment)|ce n'est pas|c'est pas|je ne|j'ai pas).*)?$/,
  },
  {
    act: 'refusal',
    when: /\b(?:je|j'|nous|on|vous) ?(?:ne |n')(?:(?:vous|me|nous|le|la|les|l'|lui|y|en|m'|t') ?)*\w+ (?:pas|plus|jamais|rien)\b|\bj'ai pas \w+|\bje (?:peux|veux|vais) pas\b/,
    asks: false,
  },

  {
    act: 'request',
    when: /\b(?:pouvez-vous|pourriez-vous|vous pouvez|vous pourriez|est-ce que vous (?:pouvez|pourriez)|est-ce que je (?:peux|pourrais)|puis-je|je (?:peux|pourrais) (?:avoir|vous demander|parler)|auriez-vous|vous auriez|veuillez|merci de (?:me|m'|bien))\b/,
  },
  {
    act: 'request',
    when: /\b(?:je (?:voudrais|souhaite|souhaiterais|veux|desire)|j'(?:aimerais|ai besoin|appelle pour)|je vous appelle pour|je cherche a|il me faut|il me faudrait|on (?:voudrait|aimerait)|nous (?:voudrions|souhaitons)|serait-il possible|c'est pour|donnez-moi|envoyez-moi|rappelez-moi|dites-moi|passez-moi|expliquez-moi)\b/,
  },

  { act: 'question', when: /./, asks: true },
  {
    act: 'question',
    when: new RegExp(
      `^${politeLead}(?:est-ce que|est-ce qu|qu'est-ce|qu'|que (?:dois|faut|faire|se)|quel(?:le)?s?|qui|quand|ou (?:est|sont|dois|puis|en)|comment|combien|pourquoi|a quel|a quelle|pour quelle|dans quel|c'est (?:quoi|quand|combien|ou)|(?:suis|ai|puis|dois|avez|etes|faut|peut|sommes|allez|serez|y a-t|a-t|est|sont)-(?:je|vous|il|elle|on|ce|t-il|ils|nous))\\b`,
    ),
  },
  {
    act: 'question',
    when: /\b(?:je (?:me demandais|voulais savoir|voudrais savoir|ne sais pas (?:si|comment|quand|quoi))|savez-vous|vous savez (?:si|quand|comment))\b|\b(?:c'est|ca coute|j'ai|il y a|ca fait|ca prend) (?:combien|quoi|quand)\b/,
  },

  // What is being done as it is said; with a day, the same words promise.
  {
    act: 'action_done',
    when: new RegExp(
      `^(?!.*\\bsi (?:vous|tu|jamais|besoin)\\b)(?!.*\\b${when})(?:.*\\b)?(?:je|j') ?(?:vous |lui |le |la |l'|les |vous l'|vous le |vous la )*(?:ouvre|enregistre|transfere|lance|bloque|cree|reserve|note)\\b`,
    ),
    speaker: 'advisor',
    asks: false,
  },
  {
    act: 'action_done',
    when: /\bje (?:vous |lui )?(?:l'|le |la |les )?(?:envoie|renvoie|remets|laisse|transmets|mets)\b.*\b(?:maintenant|tout de suite|immediatement|c'est parti)\b/,
    asks: false,
  },
  { act: 'statement', when: /\bje vous previens,|\bpeut-etre que je|\bpeut-etre qu/ },

  // "si vous voulez, je vous envoie" offers; "je peux vous envoyer" too.
  {
    act: 'commitment',
    when: new RegExp(
      `^(?!.*\\bsi (?:vous|tu|jamais|besoin)\\b)(?:.*\\b)?(?:je|j'|nous|on) ?(?:(?:vous|le|la|les|l'|lui|leur|y|en|m'en|nous) ?)*(?:vais|allons|va) ${adverb}(?:(?:vous|le|la|les|l'|lui|leur|y|en|nous) ?)*${infinitive}\\b`,
    ),
  },
  {
    act: 'commitment',
    when: new RegExp(
      `^(?!.*\\bsi (?:vous|tu|jamais|besoin)\\b)(?:.*\\b)?(?:je|j'|nous|on) ?(?:(?:vous|le|la|les|l'|lui|leur|y|en|m'en|me) ?)*${adverb}${future}\\b`,
    ),
  },
  {
    act: 'commitment',
    when: new RegExp(
      `^(?!.*\\bsi (?:vous|tu|jamais|besoin)\\b)(?:.*\\b)?(?:je|on|nous) (?:vous (?:en |le |la |les |l')?|lui |leur |le |la |les |l')${adverb}${present}(?:ons)?\\b`,
    ),
  },
  {
    act: 'commitment',
    when: /\b(?:je m'en occupe|je fais le necessaire|on fait le necessaire|je m'engage|comptez sur moi|je (?:l'|vous )?(?:envoie|transmets|programme|ouvre) (?:\w+ )*(?:un|une|le|la|les|votre|tout|ce|cette|mon|ma|mes)\b)/,
  },
  // "Je passe ce soir", "elle vous les envoie cet après-midi", "vous recevez l'avenant sous 48 heures".
  {
    act: 'commitment',
    when: new RegExp(
      `^(?!.*\\b(?:si|s'il|peut-etre|quand)\\b)(?:.*\\b)?(?:je|on|nous|il|elle) (?:(?:vous|le|la|les|l'|lui|leur|y|en|nous) ?)*${handsOver}\\b.*\\b${when}`,
    ),
    asks: false,
  },
  { act: 'commitment', when: /\bvous (?:recevez|avez) .*\b(?:sous|d'ici|avant|demain)\b/, speaker: 'advisor', asks: false },
  { act: 'commitment', when: /\bvous (?:allez )?(?:(?:recevrez|recevoir|aurez|serez|etre) )(?:\w+ )*/ },
  {
    act: 'commitment',
    when: /\b(?:un (?:expert|conseiller|collegue|plombier|technicien|specialiste)|l'(?:expert|assistance)|mon (?:collegue|responsable)|ma (?:collegue|responsable)|quelqu'un|le (?:service|plombier|garage)|notre (?:service|equipe)) (?:\w+ )*(?:va (?:vous )?(?:rappeler|contacter|recontacter|appeler|venir|passer|envoyer)|(?:vous )?(?:rappellera|contactera|recontactera|appellera|viendra|passera|enverra))\b/,
  },

  {
    act: 'action_done',
    when: new RegExp(
      `\\b(?:j'ai|nous avons|on a|je l'ai|je les ai|je vous ai|je vous l'ai|on vous a|nous vous avons|je lui ai|j'en ai) ${adverb}${done}\\b`,
    ),
  },
  {
    act: 'action_done',
    when: new RegExp(`\\b(?:je viens|nous venons|on vient) (?:juste )?(?:de |d')(?:(?:vous|le|la|les|l'|lui) ?)*${infinitive}\\b`),
  },
  { act: 'action_done', when: new RegExp(`\\b(?:a|ont) (?:bien |deja |maintenant )*ete (?:bien )?${done}\\b`), speaker: 'advisor' },
  {
    act: 'action_done',
    when: new RegExp(`^(?!.*\\bce qu[ie']).*\\b(?:c'est|voila c'est|est|sont) (?:bien |maintenant |deja )*${done}(?: de mon cote)?$`),
    speaker: 'advisor',
  },

  {
    act: 'confirmation',
    when: /^(?:(?:oui|ouais|si|exactement|tout a fait|absolument|effectivement|c'est (?:ca|exact|bien ca|correct|moi|juste)|bien sur|certainement|voila|affirmatif|je confirme|en effet|volontiers)[, ]*)+(?:merci|s'il vous plait)?$/,
  },
  {
    act: 'acknowledgement',
    when: /^(?:(?:d'accord|ok|okay|tres bien|bien|bon|entendu|parfait|compris|j'ai compris|je comprends|je vois|ah|oh|hum|mmh|mm|hein|super|genial|impeccable|nickel|c'est (?:parfait|note|bon|clair|entendu|tout|super|tres bien)|ca marche|ca roule|pas de probleme|ce sera tout|formidable|note|c'est bon)[, ]*)+(?:merci|alors|donc)?$/,
  },
]
