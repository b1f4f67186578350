/** Countries, nationalities, languages and large towns, folded: capitals that are no names of persons. */
const places = new Set(
  `france francais francaise paris lyon marseille toulouse nice nantes bordeaux lille rennes strasbourg montpellier reims toulon grenoble dijon angers nimes brest tours limoges amiens metz besancon orleans rouen mulhouse caen nancy bretagne normandie
  alsace provence corse bourgogne aquitaine occitanie belgique belge suisse luxembourg canada quebec montreal toronto ottawa vancouver
  londres london manchester birmingham liverpool leeds glasgow edinburgh cardiff belfast dublin bristol sheffield newcastle oxford
  cambridge
  england scotland wales ireland britain uk usa america american americans british english scottish welsh irish french german germany
  spain spanish italy italian portugal portuguese poland polish netherlands dutch belgium belgian switzerland swiss austria austrian
  sweden swedish
  norway norwegian denmark danish finland finnish greece greek turkey turkish russia russian ukraine ukrainian romania romanian bulgaria
  bulgarian hungary hungarian czech slovak slovakia slovenia croatia croatian serbia serbian china chinese japan japanese korea korean
  india indian
  pakistan pakistani australia australian zealand africa african asia asian europe european mexico mexican brazil brazilian argentina
  chile colombia peru morocco moroccan algeria algerian tunisia tunisian egypt egyptian israel israeli lebanon lebanese syria iraq iran
  dubai
  new york boston chicago texas california florida virginia georgia ohio michigan washington seattle denver dallas houston austin
  philadelphia phoenix angeles francisco diego vegas miami atlanta hollywood berlin munich hamburg rome milan naples turin venice madrid
  barcelona lisbon
  porto vienna geneva geneve zurich brussels bruxelles amsterdam rotterdam stockholm oslo copenhagen helsinki warsaw prague budapest
  athens istanbul moscow tokyo beijing shanghai singapore hong kong delhi mumbai sydney melbourne cairo lagos nairobi
  allemagne allemand allemande espagne espagnol espagnole italie italien italienne anglais anglaise angleterre americain americaine
  portugais portugaise marocain marocaine algerien algerienne tunisien tunisienne maroc algerie tunisie senegal senegalais polonais
  chinois japonais russe europeen europeenne africain
  american greenlander icelandic iceland christian catholic muslim jewish protestant christmas easter noel paques internet google
  facebook amazon apple microsoft netflix whatsapp paypal ebay uber orange sfr bouygues free edf engie sncf ratp axa maif macif matmut
  allianz generali groupama
  carrefour leclerc auchan ikea darty fnac boulanger decathlon tesco asda vodafone santander hsbc barclays natwest lloyds visa mastercard amex iphone samsung android windows ios mac alexa siri god team support all everyone folks`
    .trim()
    .split(/\s+/),
)

export function isNationalityOrPlace(folded: string): boolean {
  return places.has(folded)
}
