import { nameWords, plainName } from './field-name.ts';
import type { LeadField } from './lead.ts';

/**
 * What forms call the fields of a lead, in English, German, French, Spanish, Portuguese, Italian
 * and Dutch. Written as people write them; compared as `plainName` does. Words that mean the first
 * name in one form and the whole name in the next (nombre, nome, nom) stand at `name`: the name
 * reader looks at what else came.
 */
const ALIASES: Partial<Record<LeadField, string>> = {
  email: `email | e-mail | mail | your-email | email address | e-mail address | mail address |
    work email | business email | company email | corporate email | contact email | user email |
    reply to | _replyto | from email | e-mail-adresse | emailadresse | mailadresse | correo |
    correo electronico | correo de contacto | direccion de correo | direccion de correo electronico |
    courriel | adresse email | adresse e-mail | adresse mail | adresse electronique | mel |
    endereco de email | correio eletronico | indirizzo email | indirizzo e-mail | posta elettronica |
    indirizzo di posta elettronica | e-mailadres | mailadres | zakelijk e-mailadres`,
  phone: `phone | telephone | mobile | cell | cellphone | cell phone | mobile phone | mobile number |
    phone number | phone no | telephone number | contact number | work phone | business phone |
    your-phone | your-tel | tel | tel no | whatsapp | whatsapp number | numero de whatsapp | telefon |
    telefonnummer | rufnummer | handy | handynummer | mobilnummer | mobiltelefon | mobil |
    telefon mobil | numero de telephone | portable | telephone portable | mobile telephone |
    telefono | numero de telefono | movil | telefono movil | celular | numero de celular | telefone |
    numero de telefone | telemovel | telefone celular | fone | numero di telefono | cellulare |
    numero di cellulare | recapito telefonico | telefoonnummer | telefoon | mobiel | mobiel nummer |
    gsm | text reminder number`,
  name: `name | full name | your name | your full name | fullname | contact name | person name |
    lead name | first and last name | first and last | name first and last | vollstandiger name |
    vor und nachname | vorname nachname | vorname und nachname | ihr name | nom | nom complet |
    nom et prenom | prenom et nom | nom prenom | votre nom | nombre | nombre completo |
    nombre y apellidos | nombre y apellido | su nombre | tu nombre | nome | nome completo |
    nome e sobrenome | seu nome | nome e cognome | nome cognome | naam | volledige naam | uw naam |
    voor en achternaam | voor- en achternaam`,
  firstName: `first name | firstname | fname | first | given name | forename | your first name |
    name first | names first name | vorname | rufname | prenom | primer nombre | nombre de pila |
    primeiro nome | nome proprio | nome di battesimo | voornaam | name.first`,
  lastName: `last name | lastname | lname | last | surname | family name | your last name | name last |
    names last name | nachname | familienname | zuname | nom de famille | apellido | apellidos |
    primer apellido | sobrenome | apelido | ultimo nome | cognome | achternaam | familienaam`,
  company: `company | company name | organisation | organization | organisation name |
    organization name | business | business name | employer | your-company | account name | firma |
    firmenname | unternehmen | unternehmensname | organisation firma | betrieb | entreprise |
    nom de l'entreprise | nom entreprise | societe | raison sociale | nom de la societe | empresa |
    nombre de la empresa | nombre empresa | compania | organizacion | nome da empresa | nome empresa |
    organizacao | companhia | azienda | nome azienda | nome dell'azienda | societa |
    ragione sociale | impresa | bedrijf | bedrijfsnaam | organisatie | naam bedrijf`,
  website: `website | web site | company website | website url | homepage | web page |
    webseite | internetseite | internetadresse | site web | site internet | sitio web | pagina web |
    sito | sito web | site da empresa`,
  jobTitle: `job title | jobtitle | position | role | job role | your role | job | occupation |
    function | berufsbezeichnung | funktion | beruf | stellenbezeichnung | rolle | poste | fonction |
    intitule du poste | cargo | puesto | profesion | funcao | profissao | ruolo | posizione |
    professione | functie | functietitel | beroep`,
  companySize: `company size | companysize | number of employees | employees | no of employees |
    num employees | headcount | team size | size of company | how many employees |
    unternehmensgrosse | firmengrosse | mitarbeiterzahl | anzahl mitarbeiter |
    anzahl der mitarbeiter | mitarbeiter | taille de l'entreprise | taille entreprise |
    nombre de salaries | nombre d'employes | effectif | tamano de la empresa | tamano empresa |
    numero de empleados | tamanho da empresa | numero de funcionarios | numero de colaboradores |
    dimensione azienda | dimensioni azienda | numero di dipendenti | numero dipendenti |
    bedrijfsgrootte | aantal medewerkers | aantal werknemers`,
  country: `country | country name | country region | country code | country or region | land |
    nation | pays | pais | paese | nazione | stato paese`,
  region: `region | state | province | county | state province | state region | bundesland | kanton |
    departement | provincia | estado | comunidad autonoma | regione | provincie`,
  city: `city | town | city name | locality | stadt | ort | wohnort | ville | commune | ciudad |
    localidad | cidade | citta | comune | localita | stad | plaats | woonplaats`,
  postalCode: `postal code | postalcode | postcode | post code | zip | zip code | zipcode |
    zip postal code | plz | postleitzahl | code postal | codigo postal | cep | cap |
    codice postale`,
  language: `language | preferred language | lang | sprache | langue | idioma | lingua | taal`,
  message: `message | your message | messages | comment | comments | your comments | enquiry | inquiry |
    question | questions | description | details | project details | body | note | notes |
    how can we help | how can we help you | what can we help you with | tell us more |
    additional information | further information | anything else | nachricht | ihre nachricht |
    mitteilung | anfrage | ihre anfrage | kommentar | bemerkung | bemerkungen | anmerkung |
    anmerkungen | anliegen | frage | freitext | message libre | votre message | commentaire |
    commentaires | demande | votre demande | remarques | mensaje | su mensaje | tu mensaje |
    comentario | comentarios | consulta | observaciones | mensagem | sua mensagem | duvida |
    observacoes | messaggio | il tuo messaggio | commento | commenti | richiesta | note aggiuntive |
    bericht | uw bericht | opmerking | opmerkingen | vraag | toelichting`,
  consent: `consent | marketing consent | einwilligung | consentement | consentimiento | consentimento | consenso |
    toestemming`,
  submissionId: `submission id | submission_id | submissionid`,
  pageUrl: `page url | page_url | pageurl | current url | current page | page link | page location |
    form url | embed url | conversion url | conversion page | source url | document location |
    context page url`,
  landingPage: `landing page | landing_page | landing url | landing page url | landing | first page |
    entry page`,
  referrer: `referrer | referer | http referrer | http referer | referrer url | referring url |
    document referrer | page referrer | context page referrer`,
  ip: `ip | ip address | remote ip | client ip | visitor ip | user ip`,
  userAgent: `user agent | user_agent | useragent | browser user agent`,
  timeZone: `time zone | timezone | tz | zeitzone | fuseau horaire`,
};

/** Words around the name of a field that do not change what is asked: "Seu melhor email *". */
const FILLERS = new Set(
  `hi hello hey and which your you please enter what is are whats the my a an of for fill in here required optional
  best main primary preferred contact personal professional work business valid
  ihr ihre ihren deine dein bitte eingeben der die das pflichtfeld geschaftlich geschaftliche
  votre vos ton ta veuillez saisir entrer la le les l professionnel professionnelle
  su tu sus tus ingrese introduce el los mejor profesional corporativo principal
  seu sua teu melhor digite informe o os as profissional
  il tuo tua suo inserisci i migliore professionale aziendale
  uw jouw je vul hier beste zakelijk zakelijke obligatoire obligatorio obbligatorio verplicht`.split(
    /\s+/u,
  ),
);

/** Words that mean a lead field by themselves, but inside a group of something else may not. */
const ONLY_BY_ITSELF = new Set(
  `role position function job state region body description details note notes first last land
  business question questions landing language lang locale mail numero`.split(/\s+/u),
);

const fieldByName = new Map<string, LeadField>();
for (const [field, names] of Object.entries(ALIASES)) {
  for (const name of names.split('|')) {
    const plain = plainName(name);
    if (isAliased(field) && !fieldByName.has(plain)) fieldByName.set(plain, field);
  }
}

/** The lead field that goes by exactly this name. */
export function aliasedField(name: string): LeadField | undefined {
  return fieldByName.get(plainName(name));
}

/** As `aliasedField`, for the last step of a path whose other steps nobody knows. */
export function aliasedInGroup(name: string): LeadField | undefined {
  return ONLY_BY_ITSELF.has(plainName(name)) ? undefined : aliasedField(name);
}

/** The lead field that goes by this name once the words around it are left out. */
export function looselyAliasedField(name: string): LeadField | undefined {
  const words = nameWords(name);
  if (words.length > 12) return undefined;
  const left = words.filter((word) => !FILLERS.has(word) && !/^\d+$/u.test(word));
  // "Email 2" is an e-mail address; "Question 2" may be anything.
  const numbered = words.some((word) => /^\d+$/u.test(word));
  if (left.length === 0 || (numbered && /^(?:question|frage|vraag)/u.test(left.join('')))) {
    return undefined;
  }
  return fieldByName.get(left.join(''));
}

function isAliased(field: string): field is LeadField {
  return Object.hasOwn(ALIASES, field);
}
