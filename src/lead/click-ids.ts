/**
 * Parameters that ad platforms and mail tools add to a link so that a click can be recognised.
 * `name` is the spelling that we store under; `also` are other spellings of the same id. Names are
 * compared without case, values never: click ids are case-sensitive.
 */
type ClickId = {
  name: string;
  network: string;
  also?: readonly string[];
  /** A click on an advertisement; else a mail, a share, or a mark beside a click id. */
  ad: boolean;
};

/** Above this an id is garbage or an attack; real ones stay below some 500 characters. */
export const CLICK_ID_MAX = 2_048;

export const CLICK_IDS: readonly ClickId[] = [
  { name: 'gclid', network: 'Google Ads', also: ['gcl_id', 'hs_google_click_id'], ad: true },
  { name: 'gbraid', network: 'Google Ads', ad: true },
  { name: 'wbraid', network: 'Google Ads', ad: true },
  { name: 'dclid', network: 'Display & Video 360', ad: true },
  { name: 'msclkid', network: 'Microsoft Advertising', ad: true },
  { name: 'ttclid', network: 'TikTok', ad: true },
  { name: 'li_fat_id', network: 'LinkedIn', ad: true },
  { name: 'twclid', network: 'X', ad: true },
  { name: 'rdt_cid', network: 'Reddit', ad: true },
  { name: 'epik', network: 'Pinterest', ad: true },
  { name: 'sccid', network: 'Snapchat', ad: true },
  { name: 'qclid', network: 'Quora', ad: true },
  { name: 'yclid', network: 'Yandex', ad: true },
  { name: 'tblci', network: 'Taboola', ad: true },
  { name: 'obclid', network: 'Outbrain', ad: true },
  { name: 'dicbo', network: 'Outbrain', ad: true },
  { name: 'vmcid', network: 'Yahoo', ad: true },
  { name: 's_kwcid', network: 'Adobe', ad: true },
  { name: 'ef_id', network: 'Adobe', ad: true },
  { name: 'irclid', network: 'Impact', ad: true },
  { name: 'irclickid', network: 'Impact', ad: true },
  { name: 'cjevent', network: 'CJ', ad: true },
  { name: 'awc', network: 'Awin', ad: true },
  { name: 'sscid', network: 'ShareASale', ad: true },
  { name: 'ranSiteID', network: 'Rakuten', ad: true },
  { name: 'ranMID', network: 'Rakuten', ad: true },
  { name: 'clickid', network: 'affiliate network', also: ['click_id'], ad: true },
  { name: 'aff_id', network: 'affiliate network', ad: true },
  { name: 'wickedid', network: 'Wicked Reports', ad: true },
  // Also on organic posts, so it says "from Facebook", not "paid".
  { name: 'fbclid', network: 'Meta', also: ['hs_facebook_click_id'], ad: true },
  { name: 'gclsrc', network: 'Google Ads', ad: false },
  { name: 'gad_source', network: 'Google Ads', also: ['gad'], ad: false },
  { name: 'gad_campaignid', network: 'Google Ads', ad: false },
  { name: 'srsltid', network: 'Google Merchant Center', ad: false },
  { name: 'ysclid', network: 'Yandex', ad: false },
  { name: '_openstat', network: 'Openstat', ad: false },
  { name: 'igshid', network: 'Instagram', ad: false },
  { name: '_kx', network: 'Klaviyo', ad: false },
  { name: 'mc_cid', network: 'Mailchimp', ad: false },
  { name: 'mc_eid', network: 'Mailchimp', ad: false },
  { name: '_hsenc', network: 'HubSpot', ad: false },
  { name: '_hsmi', network: 'HubSpot', ad: false },
  { name: 'vero_id', network: 'Vero', ad: false },
  { name: 'mkt_tok', network: 'Marketo', ad: false },
  { name: 'ml_subscriber', network: 'MailerLite', ad: false },
  { name: 'ck_subscriber_id', network: 'Kit', ad: false },
];

const bySpelling = new Map<string, string>();
for (const { name, also = [] } of CLICK_IDS) {
  for (const spelling of [name, ...also]) bySpelling.set(spelling.toLowerCase(), name);
}

/** The stored name of a click id, however its parameter was written; undefined if it is none. */
export function clickIdName(parameter: string): string | undefined {
  return bySpelling.get(parameter.toLowerCase());
}
