/** A submission as its sender really posts it, and what must come of it. */
export type Sample = {
  /** Shown in the story. */
  person: string;
  sender: string;
  source: string;
  headers: Record<string, string>;
  body: string;
  expect: {
    market?: string;
    owners?: string[];
    known?: boolean;
    /** `dead` at first: its Slack channel is archived on purpose. */
    ends: 'complete' | 'refused' | 'dead';
    /** Joins the lead of the sample just before. */
    joins?: boolean;
    /** Answered with the lead of the sample just before. */
    duplicate?: boolean;
  };
};

export const FORM = 'application/x-www-form-urlencoded';
export const JSON_TYPE = 'application/json';

/** The company's own site. */
export const ORIGIN = 'https://www.example.com';
