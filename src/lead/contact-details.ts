/** Who the lead is. Every absent key means: the sender did not say, or it could not be read. */
export type ContactDetails = {
  email?: EmailAddress;
  phone?: PhoneNumber;
  firstName?: string;
  lastName?: string;
  /** First and last name as one, for people to read; also set when the parts are unknown. */
  fullName?: string;
  company?: string;
  /** Registrable domain of the company, from the e-mail address or website; never a free provider's. */
  companyDomain?: string;
  website?: string;
  jobTitle?: string;
  /** Number of employees: the lower bound of a range such as "51-200". */
  companySize?: number;
  /** ISO 3166-1 alpha-2, upper case. */
  country?: string;
  region?: string;
  city?: string;
  postalCode?: string;
  /** ISO 639-1, lower case. */
  language?: string;
};

export type EmailAddress = {
  /** Lower-cased, IDN domain in ASCII: the key by which the CRM is asked. */
  normalised: string;
  /** As typed, trimmed. */
  original: string;
  /** Everything behind the @, ASCII. */
  domain: string;
  free: boolean;
  disposable: boolean;
  /** info@, sales@ …: still a lead. */
  role: boolean;
};

export type PhoneNumber = {
  /** As typed. Always kept. */
  original: string;
  /** E.164 (`+4930123456`); absent when the number could not be read. */
  e164?: string;
  /** False: flagged for people, never a reason to lose a lead. */
  valid: boolean;
};
