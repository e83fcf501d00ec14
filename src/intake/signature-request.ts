/** What a signature can be made over, and when it came. */
export type SignedRequest = {
  /** The bytes as they came, inflated but never parsed and written again. */
  body: Buffer;
  /** By lower-case name; a header that came twice is joined by ", ", as Node does it. */
  headers: Record<string, string | undefined>;
  url: {
    method: string;
    /** The whole address as the sender calls it, query included: configured, never from `Host`. */
    publicUrl: string;
    query: URLSearchParams;
  };
  /** The time of receipt; a replay of our own must not be checked again. */
  nowMs: number;
};
