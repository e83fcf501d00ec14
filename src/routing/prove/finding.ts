/** Keys and list positions from the top of a file. */
export type FindingPath = (string | number)[];

export type FindingFile = 'markets' | 'team' | 'routing' | 'sources';

/** Something that is wrong with a configuration, or doubtful, and where. */
export type Finding = {
  /**
   * An error keeps leadline from taking the configuration; a warning is for somebody to judge; a
   * note says what comes of something that was decided so, and asks for nothing.
   */
  severity: 'error' | 'warning' | 'note';
  /** Stable, for machines: `hidden-rule`, `nobody-at-hours` … */
  code: string;
  file: FindingFile;
  path: FindingPath;
  /** One sentence without a full stop. */
  message: string;
  /** A lead that shows it, "a lead with country US goes to north-america", and the rule it meets. */
  example?: { says: string; file: FindingFile; path: FindingPath };
  /** What else it has to do with, such as the rules that hide another. */
  seeAlso?: { file: FindingFile; path: FindingPath }[];
};
