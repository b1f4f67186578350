/**
 * Every coded failure of Souffleur: what it ends, whether trying again can help, what happened and what to do,
 * in the two languages of the product. `docs/errors.md` is written from this table, and a test keeps them equal.
 */
export type ErrorScope = 'nothing' | 'frame' | 'channel' | 'call' | 'request' | 'process'

export interface ErrorEntry {
  readonly scope: ErrorScope
  readonly retryable: boolean
  readonly message: { readonly en: string; readonly fr: string }
  readonly action: { readonly en: string; readonly fr: string }
}

const mediaFrame = {
  scope: 'frame',
  retryable: false,
  action: {
    en: 'Check the sender against proto/README.md and its golden vectors.',
    fr: 'Vérifiez l’émetteur avec proto/README.md et ses vecteurs de référence.',
  },
} as const

export const errorCatalogue = {
  'media.frame-truncated': {
    ...mediaFrame,
    message: { en: 'A media frame is shorter than its header.', fr: 'Une trame audio est plus courte que son en-tête.' },
  },
  'media.frame-version': {
    ...mediaFrame,
    message: { en: 'A media frame has an unknown version.', fr: 'Une trame audio a une version inconnue.' },
  },
  'media.frame-channel': {
    ...mediaFrame,
    message: {
      en: 'A media frame names a channel that the hello did not.',
      fr: 'Une trame audio désigne un canal absent du message hello.',
    },
  },
  'media.frame-flags': {
    ...mediaFrame,
    message: { en: 'A media frame sets flags that have no meaning yet.', fr: 'Une trame audio porte des indicateurs sans signification.' },
  },
  'media.frame-empty': { ...mediaFrame, message: { en: 'A media frame has no payload.', fr: 'Une trame audio est vide.' } },
  'media.frame-unreadable': {
    ...mediaFrame,
    message: { en: 'The payload of a media frame can’t be read.', fr: 'Le contenu d’une trame audio est illisible.' },
  },
  'media.frame-oversized': {
    ...mediaFrame,
    message: { en: 'A media frame is longer than one second of audio.', fr: 'Une trame audio dure plus d’une seconde.' },
  },
  'media.frame-misaligned': {
    ...mediaFrame,
    message: { en: 'A media frame ends in the middle of a sample.', fr: 'Une trame audio s’arrête au milieu d’un échantillon.' },
  },
  'media.too-many-bad-frames': {
    scope: 'call',
    retryable: false,
    message: { en: 'Too many media frames in a row could not be read.', fr: 'Trop de trames audio illisibles de suite.' },
    action: mediaFrame.action,
  },
  'media.position-jump': {
    scope: 'call',
    retryable: false,
    message: {
      en: 'A media frame is further ahead than a call may last.',
      fr: 'Une trame audio est plus loin que la durée maximale d’un appel.',
    },
    action: mediaFrame.action,
  },
  'stream.message-invalid': {
    scope: 'call',
    retryable: false,
    message: {
      en: 'A control message is not what the protocol expects.',
      fr: 'Un message de contrôle n’est pas celui que le protocole attend.',
    },
    action: {
      en: 'Compare the message with the protocol’s description in docs/telephony.md.',
      fr: 'Comparez le message avec la description du protocole dans docs/telephony.md.',
    },
  },
  'stream.start-expected': {
    scope: 'call',
    retryable: false,
    message: {
      en: 'The peer has to announce its call before any audio, within ten seconds.',
      fr: 'Le client doit annoncer son appel avant tout audio, dans les dix secondes.',
    },
    action: {
      en: 'Send the protocol’s first message, then the audio; see docs/telephony.md.',
      fr: 'Envoyez le premier message du protocole, puis l’audio ; voir docs/telephony.md.',
    },
  },
  'stream.media-unsupported': {
    scope: 'call',
    retryable: false,
    message: {
      en: 'The platform offers no audio format that Souffleur can read.',
      fr: 'La plateforme ne propose aucun format audio que Souffleur sache lire.',
    },
    action: {
      en: 'Have the platform offer one of the formats of its page under docs/telephony.',
      fr: 'Faites proposer par la plateforme l’un des formats de sa page dans docs/telephony.',
    },
  },
  'stream.message-unknown': {
    scope: 'nothing',
    retryable: false,
    message: {
      en: 'The platform sent a kind of message that Souffleur doesn’t know; it was passed over.',
      fr: 'La plateforme a envoyé un type de message que Souffleur ne connaît pas ; il a été ignoré.',
    },
    action: {
      en: 'Nothing to do, unless the platform’s documentation says that the message matters.',
      fr: 'Rien à faire, sauf si la documentation de la plateforme dit que ce message compte.',
    },
  },
  'stream.position-differs': {
    scope: 'nothing',
    retryable: false,
    message: {
      en: 'The platform counts another position in the audio than Souffleur does.',
      fr: 'La plateforme ne compte pas la même position dans l’audio que Souffleur.',
    },
    action: {
      en: 'Times in this transcript may be off; report it to the platform if it happens often.',
      fr: 'Les instants de cette transcription peuvent être décalés ; signalez-le à la plateforme si cela se répète.',
    },
  },
  'stream.peer-error': {
    scope: 'nothing',
    retryable: true,
    message: {
      en: 'The platform reported an error of its own; the call goes on.',
      fr: 'La plateforme a signalé une erreur de son côté ; l’appel continue.',
    },
    action: { en: 'Look into the platform’s own logs for this call.', fr: 'Consultez les journaux de la plateforme pour cet appel.' },
  },
  'stream.slow-reader': {
    scope: 'call',
    retryable: true,
    message: {
      en: 'The peer asked for the call’s events and does not read them; the call was closed and kept.',
      fr: 'Le client a demandé les événements de l’appel et ne les lit pas ; l’appel a été clos et conservé.',
    },
    action: {
      en: 'Read the connection as fast as it sends, or do not ask for the call’s events.',
      fr: 'Lisez la connexion au rythme où elle envoie, ou ne demandez pas les événements de l’appel.',
    },
  },
  'call.server-stopping': {
    scope: 'call',
    retryable: true,
    message: {
      en: 'Souffleur is stopping; what was heard of the call is kept.',
      fr: 'Souffleur s’arrête ; ce qui a été entendu de l’appel est conservé.',
    },
    action: { en: 'Connect again once it has started.', fr: 'Reconnectez-vous après son redémarrage.' },
  },
  'call.duplicate-id': {
    scope: 'call',
    retryable: false,
    message: { en: 'A call with this id is running already.', fr: 'Un appel portant cet identifiant est déjà en cours.' },
    action: {
      en: 'Use a new id for each call, or leave it out and take the one in the ready message.',
      fr: 'Donnez un nouvel identifiant à chaque appel, ou laissez le serveur le choisir.',
    },
  },
  'assist.away': {
    scope: 'request',
    retryable: true,
    message: { en: 'The search does not answer.', fr: 'La recherche ne répond pas.' },
    action: {
      en: 'Try again in a moment. If it stays so, see whether the assist process runs, and whether SOUFFLEUR_ASSIST_URL and SOUFFLEUR_INTERNAL_TOKEN are the same as there.',
      fr: 'Réessayez dans un instant. Si cela dure, vérifiez que le processus assist fonctionne, et que SOUFFLEUR_ASSIST_URL et SOUFFLEUR_INTERNAL_TOKEN sont les mêmes là-bas.',
    },
  },
  'call.taken-over': {
    scope: 'call',
    retryable: false,
    message: { en: 'Another gateway has this call by now.', fr: 'Une autre passerelle a repris cet appel.' },
    action: {
      en: 'Nothing: this gateway did not answer for some seconds, and the platform has called another one.',
      fr: 'Rien : cette passerelle n’a pas répondu pendant quelques secondes, et la plateforme en a appelé une autre.',
    },
  },
  'call.gateway-lost': {
    scope: 'call',
    retryable: true,
    message: {
      en: 'The gateway of a call died, and its platform did not come back.',
      fr: 'La passerelle d’un appel s’est arrêtée, et sa plateforme n’est pas revenue.',
    },
    action: {
      en: 'The call was ended with what was heard. Have the platform connect again with the same call id when its socket breaks.',
      fr: 'L’appel a été terminé avec ce qui a été entendu. Faites en sorte que la plateforme se reconnecte avec le même identifiant d’appel.',
    },
  },
  'call.leg-mismatch': {
    scope: 'call',
    retryable: false,
    message: {
      en: 'A second connection of a call does not fit the first: another encoding, sampling rate or channel.',
      fr: 'La seconde connexion d’un appel ne correspond pas à la première : encodage, fréquence ou voie différents.',
    },
    action: {
      en: 'Send both parties of the call with the same encoding and rate, one as customer and one as advisor.',
      fr: 'Envoyez les deux interlocuteurs avec le même encodage et la même fréquence, l’un comme client, l’autre comme conseiller.',
    },
  },
  'call.too-many': {
    scope: 'call',
    retryable: true,
    message: { en: 'As many calls as this machine is set for are running.', fr: 'Le nombre maximal d’appels simultanés est atteint.' },
    action: {
      en: 'Try again when a call ends, or raise SOUFFLEUR_MAX_CALLS if the machine can take it.',
      fr: 'Réessayez à la fin d’un appel, ou augmentez SOUFFLEUR_MAX_CALLS si la machine le permet.',
    },
  },
  'call.no-capacity': {
    scope: 'call',
    retryable: true,
    message: {
      en: 'The call was refused: this machine could not write down one more call in time.',
      fr: 'L’appel a été refusé : cette machine ne pourrait pas transcrire un appel de plus à temps.',
    },
    action: {
      en: 'Try again later, or raise SOUFFLEUR_MAX_CALLS if slower text will do, or add a machine.',
      fr: 'Réessayez plus tard, augmentez SOUFFLEUR_MAX_CALLS si un texte plus lent suffit, ou ajoutez une machine.',
    },
  },
  'call.too-long': {
    scope: 'call',
    retryable: false,
    message: {
      en: 'The call has reached the longest duration allowed; what was heard is kept.',
      fr: 'L’appel a atteint la durée maximale ; ce qui a été entendu est conservé.',
    },
    action: {
      en: 'Raise SOUFFLEUR_MAX_CALL_HOURS if calls really last longer.',
      fr: 'Augmentez SOUFFLEUR_MAX_CALL_HOURS si les appels durent vraiment plus longtemps.',
    },
  },
  'call.silent-peer': {
    scope: 'call',
    retryable: true,
    message: {
      en: 'The sender of audio has said nothing for too long (a minute; over SIPREC, five minutes without a packet); the call was closed and kept.',
      fr: 'L’émetteur audio n’a rien envoyé depuis trop longtemps (une minute ; par SIPREC, cinq minutes sans un paquet) ; l’appel a été clos et conservé.',
    },
    action: {
      en: 'Check the network between the telephony platform and Souffleur.',
      fr: 'Vérifiez le réseau entre la téléphonie et Souffleur.',
    },
  },
  'call.no-words': {
    scope: 'nothing',
    retryable: false,
    message: {
      en: 'There is sound on this call, and no words were written.',
      fr: 'Il y a du son sur cet appel, mais aucun mot n’a été transcrit.',
    },
    action: {
      en: 'Check the call’s language, that an engine serves it (`npm run models -- list`), that each channel carries the person that it is said to carry, the audio format that the platform announces, and the level of the sound.',
      fr: 'Vérifiez la langue de l’appel, qu’un moteur la reconnaît (`npm run models -- list`), que chaque canal porte bien la personne annoncée, le format audio annoncé par la plateforme, et le niveau du son.',
    },
  },
  'call.unbalanced': {
    scope: 'nothing',
    retryable: false,
    message: {
      en: 'Not all audio of this call is accounted for: a part of what came in was neither heard nor counted as dropped.',
      fr: 'L’audio de cet appel n’est pas entièrement comptabilisé : une partie de ce qui est arrivé n’a été ni écoutée ni comptée comme perdue.',
    },
    action: {
      en: 'Look at the call’s accounting for the channel and the number of samples, and give both to the maintainers with the log of that time.',
      fr: 'Relevez dans le décompte de l’appel le canal et le nombre d’échantillons, et transmettez-les aux mainteneurs avec le journal de ce moment.',
    },
  },
  'call.not-found': {
    scope: 'request',
    retryable: false,
    message: { en: 'There is no such call, or it is not yours to see.', fr: 'Cet appel n’existe pas ou ne vous est pas accessible.' },
    action: { en: 'Open it from the list of calls.', fr: 'Ouvrez-le depuis la liste des appels.' },
  },
  'call.still-running': {
    scope: 'request',
    retryable: true,
    message: { en: 'The call is still running.', fr: 'L’appel est encore en cours.' },
    action: { en: 'Wait for its end, then save the summary.', fr: 'Attendez la fin de l’appel pour enregistrer le compte rendu.' },
  },
  'source.key-lost': {
    scope: 'nothing',
    retryable: false,
    message: {
      en: 'Stored signing secrets of telephony sources were sealed with another key: these sources are refused. Tokens and passwords go on working.',
      fr: 'Des secrets de signature de sources téléphoniques ont été scellés avec une autre clé : ces sources sont refusées. Les jetons et les mots de passe restent valables.',
    },
    action: {
      en: 'Put the key back (SOUFFLEUR_SECRET_KEY, or the file secret.key in the data folder) and restart; or rotate the sources that are marked, which seals their secrets anew.',
      fr: 'Remettez la clé en place (SOUFFLEUR_SECRET_KEY, ou le fichier secret.key du dossier de données) et redémarrez ; ou renouvelez les sources signalées, dont les secrets seront scellés à nouveau.',
    },
  },
  'source.key-invalid': {
    scope: 'process',
    retryable: false,
    message: {
      en: 'The file of the organisation’s key can’t be read, or doesn’t hold a key: nothing that is stored can be opened.',
      fr: 'Le fichier de la clé de l’organisation est illisible ou ne contient pas de clé : rien de ce qui est enregistré ne peut être ouvert.',
    },
    action: {
      en: 'Restore the file from a backup and restart. Without it, nothing of the stored calls can be read again.',
      fr: 'Restaurez le fichier depuis une sauvegarde et redémarrez. Sans lui, rien des appels enregistrés ne peut être relu.',
    },
  },
  'stream.unauthorised': {
    scope: 'call',
    retryable: false,
    message: {
      en: 'The audio socket was opened without a valid credential.',
      fr: 'La connexion audio a été ouverte sans identifiant valable.',
    },
    action: {
      en: 'Give the platform the secret of its source (page Sources, or `npm run sources -- list`), or, for the media socket, the value of SOUFFLEUR_STREAM_TOKEN. Check that the source is not revoked, and that SOUFFLEUR_PUBLIC_URL is the address that the platform calls.',
      fr: 'Donnez à la plateforme le secret de sa source (page Sources, ou `npm run sources -- list`) ou, pour la connexion audio native, la valeur de SOUFFLEUR_STREAM_TOKEN. Vérifiez que la source n’est pas révoquée et que SOUFFLEUR_PUBLIC_URL est l’adresse que la plateforme appelle.',
    },
  },
  'stream.foreign-origin': {
    scope: 'call',
    retryable: false,
    message: {
      en: 'A page of another site tried to open the audio socket.',
      fr: 'Une page d’un autre site a tenté d’ouvrir la connexion audio.',
    },
    action: { en: 'Open Souffleur at its own address.', fr: 'Ouvrez Souffleur à sa propre adresse.' },
  },
  'stream.unreachable': {
    scope: 'request',
    retryable: true,
    message: { en: 'No Souffleur answers at this address.', fr: 'Aucun Souffleur ne répond à cette adresse.' },
    action: {
      en: 'Start it with `npm start`, or give its address with --url.',
      fr: 'Démarrez-le avec `npm start`, ou donnez son adresse avec --url.',
    },
  },
  'engine.language-missing': {
    scope: 'channel',
    retryable: false,
    message: {
      en: 'No speech recognition is installed for this call’s language: the audio is followed, but no words are written.',
      fr: 'Aucune reconnaissance vocale n’est installée pour la langue de cet appel : l’audio est suivi, mais rien n’est transcrit.',
    },
    action: {
      en: 'Run `npm run models -- list` to see which engine serves the language and how to install it.',
      fr: 'Lancez `npm run models -- list` pour voir le moteur de cette langue et comment l’installer.',
    },
  },
  'engine.failed': {
    scope: 'channel',
    retryable: true,
    message: {
      en: 'Speech recognition failed on a passage; the call goes on.',
      fr: 'La reconnaissance vocale a échoué sur un passage ; l’appel continue.',
    },
    action: {
      en: 'If it happens again, run `npm run models -- verify` and look at the log.',
      fr: 'Si cela se répète, lancez `npm run models -- verify` et consultez le journal.',
    },
  },
  'engine.overloaded': {
    scope: 'channel',
    retryable: true,
    message: {
      en: 'Speech recognition is so far behind that a passage was given up; the call goes on.',
      fr: 'La reconnaissance vocale a pris tant de retard qu’un passage a été abandonné ; l’appel continue.',
    },
    action: {
      en: 'Run fewer calls at once on this machine, or raise SOUFFLEUR_DECODERS if it has idle cores.',
      fr: 'Réduisez le nombre d’appels simultanés, ou augmentez SOUFFLEUR_DECODERS si des cœurs sont libres.',
    },
  },
  'engine.degraded': {
    scope: 'channel',
    retryable: true,
    message: {
      en: 'The machine is busy: words appear less often while somebody speaks. Finished sentences stay complete.',
      fr: 'La machine est très sollicitée : les mots apparaissent moins souvent pendant la parole. Les phrases terminées restent complètes.',
    },
    action: {
      en: 'Nothing to do during the call. If it happens often, run fewer calls at once on this machine or add one.',
      fr: 'Rien à faire pendant l’appel. Si cela arrive souvent, réduisez le nombre d’appels simultanés ou ajoutez une machine.',
    },
  },
  'embedder.failed': {
    scope: 'request',
    retryable: true,
    message: {
      en: 'The model that reads meaning failed on a text; words alone find meanwhile.',
      fr: 'Le modèle qui lit le sens a échoué sur un texte ; en attendant, la recherche se fie aux mots seuls.',
    },
    action: {
      en: 'If it happens again, run `npm run models -- verify` and look at the log.',
      fr: 'Si cela se répète, lancez `npm run models -- verify` et consultez le journal.',
    },
  },
  'embedder.unreachable': {
    scope: 'request',
    retryable: true,
    message: {
      en: 'The server that makes vectors of meaning gives none; words alone find meanwhile.',
      fr: 'Le serveur de vecteurs de sens n’en fournit pas ; en attendant, la recherche se fie aux mots seuls.',
    },
    action: {
      en: 'Check that the server at SOUFFLEUR_EMBEDDINGS_URL runs, and that it serves the model that is configured.',
      fr: 'Vérifiez que le serveur de SOUFFLEUR_EMBEDDINGS_URL fonctionne et qu’il sert le modèle configuré.',
    },
  },
  'embedder.overloaded': {
    scope: 'request',
    retryable: true,
    message: {
      en: 'More texts wait for their vectors than can be useful; words alone find for this one.',
      fr: 'Trop de textes attendent leur vecteur ; pour celui-ci, la recherche se fie aux mots seuls.',
    },
    action: {
      en: 'Nothing to do in a rush. If it lasts, run fewer calls at once on this machine, or use a server for vectors.',
      fr: 'Rien à faire lors d’un pic. Si cela dure, réduisez les appels simultanés ou confiez les vecteurs à un serveur.',
    },
  },
  'engine.remote-away': {
    scope: 'process',
    retryable: true,
    message: {
      en: 'No server of speech recognition answers; this machine’s own engines are used meanwhile.',
      fr: 'Aucun serveur de reconnaissance vocale ne répond ; les moteurs de cette machine prennent le relais.',
    },
    action: {
      en: 'Check that the servers at SOUFFLEUR_REMOTE_ASR_URL run, and that they serve the model that is configured.',
      fr: 'Vérifiez que les serveurs indiqués par SOUFFLEUR_REMOTE_ASR_URL sont lancés et qu’ils proposent le modèle configuré.',
    },
  },
  'model.missing': {
    scope: 'process',
    retryable: false,
    message: { en: 'A model’s files are not on this machine.', fr: 'Les fichiers d’un modèle sont absents de cette machine.' },
    action: { en: 'Run `npm run models -- pull NAME`.', fr: 'Lancez `npm run models -- pull NOM`.' },
  },
  'model.corrupt': {
    scope: 'process',
    retryable: false,
    message: {
      en: 'A model’s file is not the one that was published: its hash differs.',
      fr: 'Un fichier de modèle n’est pas celui qui a été publié : son empreinte diffère.',
    },
    action: {
      en: 'Delete it and run `npm run models -- pull NAME` again.',
      fr: 'Supprimez-le puis relancez `npm run models -- pull NOM`.',
    },
  },
  'model.unknown': {
    scope: 'request',
    retryable: false,
    message: { en: 'The registry of models has no model of this name.', fr: 'Le registre ne contient aucun modèle de ce nom.' },
    action: { en: 'Run `npm run models -- list`.', fr: 'Lancez `npm run models -- list`.' },
  },
  'model.source-unreachable': {
    scope: 'request',
    retryable: true,
    message: { en: 'None of the sources of a model could be reached.', fr: 'Aucune source du modèle n’est joignable.' },
    action: {
      en: 'Check the package registry of this machine, or put the files in a folder and set SOUFFLEUR_MODEL_FOLDER.',
      fr: 'Vérifiez le registre de paquets de la machine, ou placez les fichiers dans un dossier et définissez SOUFFLEUR_MODEL_FOLDER.',
    },
  },
  'model.disk-full': {
    scope: 'request',
    retryable: true,
    message: { en: 'The disk is full: a model has no room.', fr: 'Le disque est plein : la place manque pour un modèle.' },
    action: {
      en: 'Free disk space (500 MB for whisper-base while it is built), or set SOUFFLEUR_MODELS to a folder on another disk; then run `npm run models -- pull NAME`.',
      fr: 'Libérez de l’espace disque (500 Mo pour whisper-base pendant sa construction), ou désignez un dossier d’un autre disque avec SOUFFLEUR_MODELS ; puis lancez `npm run models -- pull NOM`.',
    },
  },
  'wav.not-wav': {
    scope: 'request',
    retryable: false,
    message: { en: 'The file is not a WAV recording.', fr: 'Le fichier n’est pas un enregistrement WAV.' },
    action: {
      en: 'Convert it to WAV first: PCM, mu-law or A-law, one or two channels.',
      fr: 'Convertissez-le en WAV : PCM, loi µ ou loi A, un ou deux canaux.',
    },
  },
  'wav.truncated': {
    scope: 'request',
    retryable: false,
    message: { en: 'The WAV file ends before its header says.', fr: 'Le fichier WAV s’arrête avant la fin annoncée.' },
    action: { en: 'Export the recording again.', fr: 'Exportez de nouveau l’enregistrement.' },
  },
  'wav.encoding-unsupported': {
    scope: 'request',
    retryable: false,
    message: { en: 'The WAV file’s encoding is not supported.', fr: 'L’encodage du fichier WAV n’est pas pris en charge.' },
    action: { en: 'Use 16-bit PCM, mu-law or A-law.', fr: 'Utilisez du PCM 16 bits, de la loi µ ou de la loi A.' },
  },
  'wav.rate-unsupported': {
    scope: 'request',
    retryable: false,
    message: {
      en: 'The WAV file’s sampling rate is not supported.',
      fr: 'La fréquence d’échantillonnage du fichier WAV n’est pas prise en charge.',
    },
    action: { en: 'Use 8, 16, 44.1 or 48 kHz.', fr: 'Utilisez 8, 16, 44,1 ou 48 kHz.' },
  },
  'wav.channels-unsupported': {
    scope: 'request',
    retryable: false,
    message: { en: 'The WAV file has more than two channels.', fr: 'Le fichier WAV a plus de deux canaux.' },
    action: {
      en: 'Keep one channel a speaker: advisor left, customer right.',
      fr: 'Gardez un canal par personne : conseiller à gauche, client à droite.',
    },
  },
  'wav.empty': {
    scope: 'request',
    retryable: false,
    message: { en: 'The WAV file holds no audio.', fr: 'Le fichier WAV ne contient aucun son.' },
    action: { en: 'Choose another recording.', fr: 'Choisissez un autre enregistrement.' },
  },
  'data.locked': {
    scope: 'process',
    retryable: false,
    message: { en: 'Another Souffleur process uses this data folder.', fr: 'Un autre processus Souffleur utilise ce dossier de données.' },
    action: {
      en: 'Stop the other one, or give this one a folder of its own with SOUFFLEUR_DATA.',
      fr: 'Arrêtez l’autre, ou donnez à celui-ci son propre dossier avec SOUFFLEUR_DATA.',
    },
  },
  'tls.unreadable': {
    scope: 'process',
    retryable: false,
    message: {
      en: 'A file for TLS can’t be read, or isn’t in PEM form.',
      fr: 'Un fichier pour TLS est illisible, ou n’est pas au format PEM.',
    },
    action: {
      en: 'SOUFFLEUR_TLS_CERT_FILE names the certificate with those in between after it, SOUFFLEUR_TLS_KEY_FILE its private key without a passphrase; Souffleur’s user must be able to read both.',
      fr: 'SOUFFLEUR_TLS_CERT_FILE désigne le certificat suivi des certificats intermédiaires, SOUFFLEUR_TLS_KEY_FILE sa clé privée sans phrase secrète ; l’utilisateur de Souffleur doit pouvoir lire les deux.',
    },
  },
  'tls.mismatch': {
    scope: 'process',
    retryable: false,
    message: { en: 'The private key for TLS isn’t the certificate’s.', fr: 'La clé privée pour TLS n’est pas celle du certificat.' },
    action: {
      en: 'Put the two files of one renewal in place; the server’s own certificate must be the first in its file.',
      fr: 'Mettez en place les deux fichiers d’un même renouvellement ; le certificat du serveur doit être le premier de son fichier.',
    },
  },
  'tls.expired': {
    scope: 'process',
    retryable: false,
    message: { en: 'The certificate for TLS has ended, or ends soon.', fr: 'Le certificat pour TLS est expiré, ou va l’être.' },
    action: {
      en: 'Renew it and replace both files: they are taken up within a minute, without a restart.',
      fr: 'Renouvelez-le et remplacez les deux fichiers : ils sont pris en compte en moins d’une minute, sans redémarrage.',
    },
  },
  'data.key-missing': {
    scope: 'process',
    retryable: false,
    message: {
      en: 'The stored calls are sealed, and the key that opens them isn’t here.',
      fr: 'Les appels enregistrés sont scellés, et la clé qui les ouvre n’est pas là.',
    },
    action: {
      en: 'Put the key back: SOUFFLEUR_SECRET_KEY, SOUFFLEUR_SECRET_KEY_FILE, SOUFFLEUR_SECRET_KEY_COMMAND, or the file secret.key in the data folder. Without it nothing of these calls can be read again; to begin anew, use another data folder or database.',
      fr: 'Remettez la clé en place : SOUFFLEUR_SECRET_KEY, SOUFFLEUR_SECRET_KEY_FILE, SOUFFLEUR_SECRET_KEY_COMMAND, ou le fichier secret.key du dossier de données. Sans elle, rien de ces appels ne peut être relu ; pour repartir de zéro, utilisez un autre dossier de données ou une autre base.',
    },
  },
  'data.key-wrong': {
    scope: 'process',
    retryable: false,
    message: {
      en: 'The stored calls were sealed with another key than the one that is given.',
      fr: 'Les appels enregistrés ont été scellés avec une autre clé que celle qui est fournie.',
    },
    action: {
      en: 'Give the key that was in use before, then change it with “npm run keys -- rotate”.',
      fr: 'Fournissez la clé précédente, puis changez-la avec « npm run keys -- rotate ».',
    },
  },
  'data.key-command-failed': {
    scope: 'process',
    retryable: true,
    message: {
      en: 'The command of SOUFFLEUR_SECRET_KEY_COMMAND gave no key.',
      fr: 'La commande de SOUFFLEUR_SECRET_KEY_COMMAND n’a pas donné de clé.',
    },
    action: {
      en: 'Run it by hand as the same user: it must end with status 0 within 30 seconds and print 32 bytes in base64 or hexadecimal, nothing else.',
      fr: 'Lancez-la à la main avec le même utilisateur : elle doit finir avec le code 0 en moins de 30 secondes et afficher 32 octets en base64 ou en hexadécimal, rien d’autre.',
    },
  },
  'data.not-empty': {
    scope: 'process',
    retryable: false,
    message: { en: 'The database to move to holds something already.', fr: 'La base de destination contient déjà des données.' },
    action: {
      en: 'Give an empty database: nothing was changed in either of them.',
      fr: 'Indiquez une base vide : rien n’a été modifié dans aucune des deux.',
    },
  },
  'data.backup-by-server': {
    scope: 'process',
    retryable: false,
    message: {
      en: 'The database is on a PostgreSQL server, which makes its own backups.',
      fr: 'La base est sur un serveur PostgreSQL, qui fait ses propres sauvegardes.',
    },
    action: {
      en: 'Use pg_dump or the server’s continuous archiving: docs/backup.md says how.',
      fr: 'Utilisez pg_dump ou l’archivage continu du serveur : docs/backup.md l’explique.',
    },
  },
  'data.backup-exists': {
    scope: 'process',
    retryable: false,
    message: { en: 'There is something at that place already.', fr: 'Il y a déjà quelque chose à cet endroit.' },
    action: { en: 'Name a folder that doesn’t exist yet.', fr: 'Indiquez un dossier qui n’existe pas encore.' },
  },
  'data.backup-broken': {
    scope: 'process',
    retryable: false,
    message: {
      en: 'The backup isn’t whole, or isn’t one.',
      fr: 'La sauvegarde n’est pas complète, ou n’en est pas une.',
    },
    action: {
      en: 'Nothing was kept of it: use another backup, and look for what changed this one.',
      fr: 'Rien n’en a été conservé : utilisez une autre sauvegarde et cherchez ce qui a modifié celle-ci.',
    },
  },
  'data.move-differs': {
    scope: 'process',
    retryable: false,
    message: {
      en: 'Moved rows aren’t the same in the new database.',
      fr: 'Des lignes déplacées ne sont pas identiques dans la nouvelle base.',
    },
    action: {
      en: 'Nothing was kept there. Stop whatever else writes to one of the databases, and run it again; report it when it comes back.',
      fr: 'Rien n’y a été conservé. Arrêtez tout ce qui écrit dans l’une des bases et relancez ; signalez-le si cela se reproduit.',
    },
  },
  'data.unreadable': {
    scope: 'request',
    retryable: false,
    message: {
      en: 'A stored record can’t be opened: it was changed, moved, or sealed with a key that isn’t here.',
      fr: 'Un enregistrement ne peut pas être ouvert : il a été modifié, déplacé, ou scellé avec une clé absente.',
    },
    action: {
      en: 'Look for the record that the log names. Restore it from a backup, or erase its call; “npm run keys -- status” shows which keys are known.',
      fr: 'Cherchez l’enregistrement nommé dans le journal. Restaurez-le depuis une sauvegarde, ou effacez son appel ; « npm run keys -- status » montre les clés connues.',
    },
  },
  'data.full': {
    scope: 'process',
    retryable: true,
    message: {
      en: 'The data folder’s disk is full: nothing more can be stored for now.',
      fr: 'Le disque du dossier de données est plein : plus rien ne peut être enregistré.',
    },
    action: {
      en: 'Free disk space; what waits in memory is stored then.',
      fr: 'Libérez de l’espace disque ; ce qui attend en mémoire sera alors enregistré.',
    },
  },
  'data.unavailable': {
    scope: 'request',
    retryable: true,
    message: { en: 'The database does not answer.', fr: 'La base de données ne répond pas.' },
    action: {
      en: 'Look at the log and at the data folder’s permissions.',
      fr: 'Consultez le journal et les droits du dossier de données.',
    },
  },
  'data.schema-mismatch': {
    scope: 'process',
    retryable: false,
    message: {
      en: 'The database was written by another version of Souffleur.',
      fr: 'La base de données a été écrite par une autre version de Souffleur.',
    },
    action: {
      en: 'Start the version that wrote it, or restore a backup taken with this one.',
      fr: 'Lancez la version qui l’a écrite, ou restaurez une sauvegarde faite avec celle-ci.',
    },
  },
  'data.event-refused': {
    scope: 'call',
    retryable: false,
    message: {
      en: 'An event of a call could not be stored and was left out of its record.',
      fr: 'Un événement d’un appel n’a pas pu être enregistré et manque à son historique.',
    },
    action: {
      en: 'Look at the log for the event’s id and give it to the maintainers.',
      fr: 'Cherchez l’identifiant de l’événement dans le journal et transmettez-le aux mainteneurs.',
    },
  },
  'bus.overflow': {
    scope: 'call',
    retryable: true,
    message: {
      en: 'A part of Souffleur cannot keep up: events wait beyond the bound.',
      fr: 'Un composant de Souffleur ne suit plus : trop d’événements attendent.',
    },
    action: {
      en: 'Look at /metrics for the queue that grows; run fewer calls at once on this machine.',
      fr: 'Cherchez dans /metrics la file qui grandit ; réduisez le nombre d’appels simultanés.',
    },
  },
  'bus.redis-away': {
    scope: 'process',
    retryable: true,
    message: { en: 'The Redis server of the bus can’t be reached.', fr: 'Le serveur Redis du bus est injoignable.' },
    action: {
      en: 'Start it, and check its address and the network. Meanwhile each process keeps what it publishes, up to a bound, and goes on by itself.',
      fr: 'Démarrez-le, vérifiez son adresse et le réseau. D’ici là, chaque processus garde ce qu’il publie, dans une limite, et reprend de lui-même.',
    },
  },
  'bus.redis-slow': {
    scope: 'process',
    retryable: true,
    message: { en: 'The Redis server of the bus takes too long to answer.', fr: 'Le serveur Redis du bus met trop de temps à répondre.' },
    action: {
      en: 'Look at its load, its disk (appendfsync) and its slow log; give it a machine that does nothing else.',
      fr: 'Examinez sa charge, son disque (appendfsync) et son journal des lenteurs ; donnez-lui une machine dédiée.',
    },
  },
  'bus.redis-refused': {
    scope: 'process',
    retryable: false,
    message: {
      en: 'The Redis server of the bus refuses this user or password.',
      fr: 'Le serveur Redis du bus refuse cet utilisateur ou ce mot de passe.',
    },
    action: {
      en: 'Check the password, and that the user may use streams, scripts, channels and INFO.',
      fr: 'Vérifiez le mot de passe, et que l’utilisateur a droit aux flux, aux scripts, aux canaux et à INFO.',
    },
  },
  'bus.redis-certificate': {
    scope: 'process',
    retryable: false,
    message: {
      en: 'The certificate of the Redis server of the bus isn’t trusted, or the server doesn’t speak TLS.',
      fr: 'Le certificat du serveur Redis du bus n’est pas reconnu, ou le serveur ne parle pas TLS.',
    },
    action: {
      en: 'Give the certificate of your authority, and the name that the server’s certificate has; or use redis:// for a server without TLS.',
      fr: 'Indiquez le certificat de votre autorité et le nom porté par le certificat du serveur ; ou utilisez redis:// pour un serveur sans TLS.',
    },
  },
  'bus.redis-version': {
    scope: 'process',
    retryable: false,
    message: { en: 'The Redis server of the bus is older than version 7.', fr: 'Le serveur Redis du bus est antérieur à la version 7.' },
    action: { en: 'Install Redis 7 or later, or Valkey.', fr: 'Installez Redis 7 ou plus récent, ou Valkey.' },
  },
  'bus.redis-eviction': {
    scope: 'process',
    retryable: false,
    message: {
      en: 'The Redis server of the bus would throw messages away when its memory is full.',
      fr: 'Le serveur Redis du bus jetterait des messages une fois sa mémoire pleine.',
    },
    action: {
      en: 'Set maxmemory-policy to noeviction, and share the server with nothing else.',
      fr: 'Réglez maxmemory-policy sur noeviction, et ne partagez ce serveur avec rien d’autre.',
    },
  },
  'bus.redis-unkept': {
    scope: 'nothing',
    retryable: false,
    message: {
      en: 'The Redis server of the bus keeps nothing on disk: what waits is lost when it restarts.',
      fr: 'Le serveur Redis du bus ne garde rien sur disque : ce qui attend est perdu à son redémarrage.',
    },
    action: { en: 'Set appendonly to yes and appendfsync to everysec.', fr: 'Réglez appendonly sur yes et appendfsync sur everysec.' },
  },
  'bus.redis-readonly': {
    scope: 'process',
    retryable: true,
    message: {
      en: 'The Redis server of the bus is a replica, which takes no messages.',
      fr: 'Le serveur Redis du bus est une réplique, qui n’accepte pas de messages.',
    },
    action: {
      en: 'Give the address of the master, or make this server the master. The connection is tried again.',
      fr: 'Donnez l’adresse du maître, ou promouvez ce serveur. La connexion est retentée.',
    },
  },
  'bus.redis-full': {
    scope: 'process',
    retryable: true,
    message: { en: 'The memory of the Redis server of the bus is full.', fr: 'La mémoire du serveur Redis du bus est pleine.' },
    action: {
      en: 'Raise maxmemory, or lower what the bus keeps (docs/bus.md). Look for a group that reads nothing any more.',
      fr: 'Augmentez maxmemory, ou réduisez ce que le bus conserve (docs/bus.md). Cherchez un groupe qui ne lit plus.',
    },
  },
  'bus.redis-disk': {
    scope: 'process',
    retryable: true,
    message: {
      en: 'The Redis server of the bus can’t write to its disk.',
      fr: 'Le serveur Redis du bus ne peut pas écrire sur son disque.',
    },
    action: { en: 'Free its disk; the server takes messages again by itself.', fr: 'Libérez son disque ; le serveur reprend de lui-même.' },
  },
  'bus.trimmed': {
    scope: 'nothing',
    retryable: false,
    message: {
      en: 'The bus had no more room for messages that a part had not dealt with: they are lost for that part.',
      fr: 'Le bus n’avait plus de place pour des messages qu’un composant n’avait pas traités : ils sont perdus pour lui.',
    },
    action: {
      en: 'Look at /metrics for the group whose unread entries grow; add a process of that kind, or give the bus more room.',
      fr: 'Cherchez dans /metrics le groupe dont les entrées non lues augmentent ; ajoutez un processus de ce type, ou donnez plus de place au bus.',
    },
  },
  'bus.outbox-full': {
    scope: 'call',
    retryable: true,
    message: {
      en: 'More waited for the Redis server of the bus than a process may keep: audio was dropped.',
      fr: 'Trop de messages attendaient le serveur Redis du bus : de l’audio a été perdu.',
    },
    action: { en: 'See that the server is there, and quick enough.', fr: 'Vérifiez que le serveur est présent et assez rapide.' },
  },
  'bus.late-result': {
    scope: 'nothing',
    retryable: false,
    message: {
      en: 'A process published text of a call that another process had taken over; it was dropped.',
      fr: 'Un processus a publié le texte d’un appel qu’un autre avait repris ; ce texte a été écarté.',
    },
    action: {
      en: 'Nothing to do when a process was stopped or cut off. Otherwise its machine stands still for seconds: look at its load.',
      fr: 'Rien à faire si un processus a été arrêté ou isolé. Sinon sa machine se fige pendant des secondes : examinez sa charge.',
    },
  },
  'bus.message-unreadable': {
    scope: 'nothing',
    retryable: false,
    message: { en: 'A message on the bus can’t be read; it was passed over.', fr: 'Un message du bus est illisible ; il a été ignoré.' },
    action: {
      en: 'See that all processes run the same release, and that nothing else writes under the bus’s prefix.',
      fr: 'Vérifiez que tous les processus sont de la même version, et que rien d’autre n’écrit sous le préfixe du bus.',
    },
  },
  'account.credentials-wrong': {
    scope: 'request',
    retryable: false,
    message: { en: 'The user name or the password is wrong.', fr: 'L’identifiant ou le mot de passe est incorrect.' },
    action: {
      en: 'Try again. The demo passwords were printed at the first start.',
      fr: 'Réessayez. Les mots de passe de démonstration ont été affichés au premier démarrage.',
    },
  },
  'account.signed-out': {
    scope: 'request',
    retryable: false,
    message: { en: 'You are not signed in, or the session has ended.', fr: 'Vous n’êtes pas connecté, ou la session a expiré.' },
    action: { en: 'Sign in again.', fr: 'Reconnectez-vous.' },
  },
  'account.forbidden': {
    scope: 'request',
    retryable: false,
    message: { en: 'Your role does not allow this.', fr: 'Votre rôle ne permet pas cette action.' },
    action: { en: 'Ask a person who has the role.', fr: 'Demandez à une personne habilitée.' },
  },
  'account.too-many-attempts': {
    scope: 'request',
    retryable: true,
    message: { en: 'Too many attempts.', fr: 'Trop de tentatives.' },
    action: { en: 'Wait a minute, then try again.', fr: 'Attendez une minute, puis réessayez.' },
  },
  'account.name-taken': {
    scope: 'request',
    retryable: false,
    message: { en: 'There is an account of this name.', fr: 'Un compte porte déjà ce nom.' },
    action: { en: 'Choose another name.', fr: 'Choisissez un autre nom.' },
  },
  'account.last-admin': {
    scope: 'request',
    retryable: false,
    message: { en: 'Nobody could administer accounts any more.', fr: 'Plus personne ne pourrait administrer les comptes.' },
    action: { en: 'Make somebody else an administrator first.', fr: 'Nommez d’abord quelqu’un d’autre administrateur.' },
  },
  'account.sign-on-failed': {
    scope: 'request',
    retryable: true,
    message: {
      en: 'The identity provider’s word could not be taken.',
      fr: 'La réponse du fournisseur d’identité n’a pas pu être acceptée.',
    },
    action: {
      en: 'Start the sign-on again. If it goes on, ops find the reason in the log.',
      fr: 'Recommencez la connexion. Si cela persiste, l’exploitation en trouve la raison dans le journal.',
    },
  },
  'account.sign-on-unavailable': {
    scope: 'request',
    retryable: true,
    message: { en: 'The identity provider does not answer.', fr: 'Le fournisseur d’identité ne répond pas.' },
    action: {
      en: 'Try again, or sign in with a password. Ops check SOUFFLEUR_OIDC_ISSUER and that this server may reach it.',
      fr: 'Réessayez, ou connectez-vous par mot de passe. L’exploitation vérifie SOUFFLEUR_OIDC_ISSUER et que ce serveur peut l’atteindre.',
    },
  },
  'account.no-role': {
    scope: 'request',
    retryable: false,
    message: { en: 'You have no role in Souffleur.', fr: 'Vous n’avez pas de rôle dans Souffleur.' },
    action: {
      en: 'Ask whoever runs your identity provider to give you one of the roles that SOUFFLEUR_OIDC_ROLES names.',
      fr: 'Demandez à l’équipe qui gère le fournisseur d’identité l’un des rôles que nomme SOUFFLEUR_OIDC_ROLES.',
    },
  },
  'request.invalid': {
    scope: 'request',
    retryable: false,
    message: { en: 'The request is not what this route expects.', fr: 'La requête n’est pas celle que cette route attend.' },
    action: { en: 'Compare it with /api/openapi.json.', fr: 'Comparez-la avec /api/openapi.json.' },
  },
  'request.too-large': {
    scope: 'request',
    retryable: false,
    message: { en: 'The file or the request is larger than allowed.', fr: 'Le fichier ou la requête dépasse la taille permise.' },
    action: {
      en: 'Cut the recording, or raise SOUFFLEUR_MAX_UPLOAD_MB.',
      fr: 'Coupez l’enregistrement, ou augmentez SOUFFLEUR_MAX_UPLOAD_MB.',
    },
  },
  'request.conflict': {
    scope: 'request',
    retryable: true,
    message: { en: 'Somebody else changed this in the meantime.', fr: 'Quelqu’un d’autre a modifié ceci entre-temps.' },
    action: { en: 'Reload, then make your change again.', fr: 'Rechargez, puis refaites votre modification.' },
  },
  'request.foreign-origin': {
    scope: 'request',
    retryable: false,
    message: { en: 'A page of another site sent this request.', fr: 'Cette requête provient d’une page d’un autre site.' },
    action: { en: 'Open Souffleur at its own address.', fr: 'Ouvrez Souffleur à sa propre adresse.' },
  },
  'summary.already-approved': {
    scope: 'request',
    retryable: false,
    message: {
      en: 'The summary has been approved: only a supervisor can still change it.',
      fr: 'Le compte rendu a été approuvé : seul un superviseur peut encore le modifier.',
    },
    action: { en: 'Ask a supervisor to edit or to reject it.', fr: 'Demandez à un superviseur de le corriger ou de le rejeter.' },
  },
  'request.not-found': {
    scope: 'request',
    retryable: false,
    message: { en: 'There is nothing at this address.', fr: 'Il n’y a rien à cette adresse.' },
    action: { en: 'Go back to the first page.', fr: 'Revenez à la première page.' },
  },
  'webhook.hosts-unset': {
    scope: 'request',
    retryable: false,
    message: {
      en: 'No webhook can be set: this server has not been told where webhooks may go.',
      fr: 'Aucun webhook ne peut être réglé : ce serveur ne sait pas où les webhooks peuvent aller.',
    },
    action: {
      en: 'Name the hosts in SOUFFLEUR_WEBHOOK_HOSTS, such as crm.example, and restart; docs/webhooks.md describes it.',
      fr: 'Indiquez les hôtes dans SOUFFLEUR_WEBHOOK_HOSTS, par exemple crm.example, et redémarrez ; voir docs/webhooks.md.',
    },
  },
  'webhook.host-refused': {
    scope: 'request',
    retryable: false,
    message: { en: 'Webhooks may not go to this address.', fr: 'Les webhooks ne peuvent pas aller à cette adresse.' },
    action: {
      en: 'Add the host, with its port where it isn’t the usual one, to SOUFFLEUR_WEBHOOK_HOSTS and restart; without TLS it has to be listed with http://.',
      fr: 'Ajoutez l’hôte, avec son port s’il n’est pas habituel, à SOUFFLEUR_WEBHOOK_HOSTS et redémarrez ; sans TLS, il doit y figurer avec http://.',
    },
  },
  'internal.unexpected': {
    scope: 'request',
    retryable: true,
    message: { en: 'Something went wrong on our side.', fr: 'Une erreur interne est survenue.' },
    action: {
      en: 'Try again; if it stays, give the time and the call’s id to ops.',
      fr: 'Réessayez ; si le problème persiste, donnez l’heure et l’identifiant de l’appel à l’exploitation.',
    },
  },
  'config.invalid': {
    scope: 'process',
    retryable: false,
    message: { en: 'A setting in the environment is not valid.', fr: 'Un paramètre d’environnement n’est pas valable.' },
    action: {
      en: 'Correct the variable that the message names; docs/operations.md lists them.',
      fr: 'Corrigez la variable nommée dans le message ; docs/operations.md en donne la liste.',
    },
  },
  'port.in-use': {
    scope: 'process',
    retryable: false,
    message: { en: 'Another program listens on this port.', fr: 'Un autre programme écoute déjà sur ce port.' },
    action: {
      en: 'Stop it, or choose another with PORT; for AudioSocket, with SOUFFLEUR_AUDIOSOCKET_PORT (off for none).',
      fr: 'Arrêtez-le, ou choisissez un autre port avec PORT ; pour AudioSocket, avec SOUFFLEUR_AUDIOSOCKET_PORT (off pour aucun).',
    },
  },
  'microphone.denied': {
    scope: 'call',
    retryable: true,
    message: { en: 'The browser does not allow the microphone.', fr: 'Le navigateur n’autorise pas le microphone.' },
    action: {
      en: 'Allow it for this page (icon beside the address), then start again.',
      fr: 'Autorisez-le pour cette page (icône près de l’adresse), puis recommencez.',
    },
  },
  'microphone.missing': {
    scope: 'call',
    retryable: true,
    message: { en: 'No microphone was found.', fr: 'Aucun microphone n’a été trouvé.' },
    action: { en: 'Plug one in, then start again.', fr: 'Branchez-en un, puis recommencez.' },
  },
  'microphone.insecure-page': {
    scope: 'call',
    retryable: false,
    message: {
      en: 'Browsers give the microphone to secure pages only.',
      fr: 'Les navigateurs ne donnent le microphone qu’aux pages sécurisées.',
    },
    action: {
      en: 'Open Souffleur over https, or as 127.0.0.1 on its own machine.',
      fr: 'Ouvrez Souffleur en https, ou à l’adresse 127.0.0.1 sur sa propre machine.',
    },
  },
  'catalogue.invalid': {
    scope: 'process',
    retryable: false,
    message: {
      en: 'The catalogue of intents is not what it should be.',
      fr: 'Le catalogue des intentions n’est pas conforme.',
    },
    action: {
      en: 'Correct the file and the place that the message names; the demo’s README describes the format.',
      fr: 'Corrigez le fichier à l’endroit que le message indique ; le README de la démonstration décrit le format.',
    },
  },
  'language-model.late': {
    scope: 'nothing',
    retryable: true,
    message: { en: 'The language model did not answer in time.', fr: 'Le modèle de langage n’a pas répondu à temps.' },
    action: {
      en: 'Nothing is missing: the quote is shown. If it happens often, give the model more of the machine, or take a smaller one.',
      fr: 'Il ne manque rien : la citation est affichée. Si cela se répète, donnez plus de ressources au modèle ou prenez-en un plus petit.',
    },
  },
  'language-model.failed': {
    scope: 'nothing',
    retryable: true,
    message: { en: 'The language model cannot be used.', fr: 'Le modèle de langage est inutilisable.' },
    action: {
      en: 'Nothing is missing: the quote is shown. Check the address and the model in SOUFFLEUR_LLM_URL and SOUFFLEUR_LLM_MODEL.',
      fr: 'Il ne manque rien : la citation est affichée. Vérifiez l’adresse et le modèle dans SOUFFLEUR_LLM_URL et SOUFFLEUR_LLM_MODEL.',
    },
  },
  'guide.invalid': {
    scope: 'request',
    retryable: false,
    message: {
      en: 'The guide for advisors is not what it should be.',
      fr: 'Le guide des conseillers n’est pas conforme.',
    },
    action: {
      en: 'Correct the place that the message names, and try the guide with a phrase before it goes live.',
      fr: 'Corrigez l’endroit que le message indique, puis essayez le guide avec une phrase avant de l’activer.',
    },
  },
  'scorecard.invalid': {
    scope: 'request',
    retryable: false,
    message: { en: 'The scorecard is not what it should be.', fr: 'La grille d’évaluation n’est pas conforme.' },
    action: { en: 'Correct the place that the message names.', fr: 'Corrigez l’endroit que le message indique.' },
  },
  'template.invalid': {
    scope: 'request',
    retryable: false,
    message: {
      en: 'The summary templates are not what they should be.',
      fr: 'Les modèles de compte rendu ne sont pas conformes.',
    },
    action: {
      en: 'Correct the place that the message names, and preview the template on a past call before it goes live.',
      fr: 'Corrigez l’endroit que le message indique, puis prévisualisez le modèle sur un appel passé avant de l’activer.',
    },
  },
  'retention.left-over': {
    scope: 'request',
    retryable: true,
    message: { en: 'What should have been removed is still there.', fr: 'Des données qui devaient être supprimées sont encore là.' },
    action: {
      en: 'Look at the last report of the data-protection page, and remove them from there again. If it goes on, keep the log and ask for help.',
      fr: 'Consultez le dernier rapport de la page Protection des données et relancez la suppression. Si cela persiste, gardez le journal et demandez de l’aide.',
    },
  },
  'audit.anchor-failed': {
    scope: 'request',
    retryable: true,
    message: { en: 'The audit log could not be anchored.', fr: 'Le journal d’audit n’a pas pu être ancré.' },
    action: {
      en: 'Check that the file named by SOUFFLEUR_AUDIT_ANCHORS can be written. It is tried again the next day and at the next stop.',
      fr: 'Vérifiez que le fichier nommé par SOUFFLEUR_AUDIT_ANCHORS est accessible en écriture. Un nouvel essai a lieu le lendemain et au prochain arrêt.',
    },
  },
  'privacy.invalid': {
    scope: 'request',
    retryable: false,
    message: { en: 'The privacy rules cannot be read.', fr: 'Les règles de confidentialité sont illisibles.' },
    action: { en: 'The detail says what is wrong and where.', fr: 'Le détail dit ce qui ne va pas et où.' },
  },
  'egress.refused': {
    scope: 'request',
    retryable: false,
    message: {
      en: 'Souffleur may not connect to this host: it is not on the list.',
      fr: 'Souffleur n’a pas le droit de se connecter à cet hôte : il n’est pas sur la liste.',
    },
    action: {
      en: 'If the connection is meant, name the host in SOUFFLEUR_EGRESS_HOSTS or in the setting that it belongs to, and start again.',
      fr: 'Si la connexion est voulue, nommez l’hôte dans SOUFFLEUR_EGRESS_HOSTS ou dans le réglage dont il relève, puis redémarrez.',
    },
  },
  'vocabulary.invalid': {
    scope: 'process',
    retryable: false,
    message: {
      en: 'The file of the organisation’s names is not what it should be.',
      fr: 'Le fichier des noms de l’organisation n’est pas conforme.',
    },
    action: {
      en: 'Correct the file and the place that the message names; services/standalone/demo/vocabulary.yaml is an example.',
      fr: 'Corrigez le fichier à l’endroit que le message indique ; services/standalone/demo/vocabulary.yaml sert d’exemple.',
    },
  },
  'knowledge.article-invalid': {
    scope: 'request',
    retryable: false,
    message: {
      en: 'An article cannot be read: its front matter is missing or wrong.',
      fr: 'Un article est illisible : son en-tête est absent ou incorrect.',
    },
    action: { en: 'Correct the file and the line that the message names.', fr: 'Corrigez le fichier et la ligne que le message indique.' },
  },
  'knowledge.article-too-large': {
    scope: 'request',
    retryable: false,
    message: {
      en: 'An article is longer than anybody reads in a call.',
      fr: 'Un article est plus long que ce qui se lit pendant un appel.',
    },
    action: { en: 'Split it into one article for each subject.', fr: 'Découpez-le en un article par sujet.' },
  },
  'knowledge.nothing-to-import': {
    scope: 'request',
    retryable: false,
    message: { en: 'There is no article to import there.', fr: 'Il n’y a aucun article à importer à cet endroit.' },
    action: {
      en: 'Name a file or a folder with articles in Markdown, HTML, CSV or JSON lines.',
      fr: 'Indiquez un fichier ou un dossier d’articles en Markdown, HTML, CSV ou JSON Lines.',
    },
  },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errorCatalogue

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code)
}
