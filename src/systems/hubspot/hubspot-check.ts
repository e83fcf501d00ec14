/** One line of `leadline doctor`. */
export type HubspotCheck = {
  /** `key`, `scope crm.objects.owners.read`, `owner ada`, `contact property leadline_market`. */
  subject: string;
  result: 'good' | 'warning' | 'bad';
  says: string;
  advice?: string;
};
