/** One submission's answer, and how long its sender waited for it. */
export type Answered = {
  status: number;
  leadId: string;
  /** `accepted`, `duplicate` or `quarantined`. */
  as: string;
  tookMs: number;
  retryAfter: string | null;
};

/** Posts a referral as the partner does: signed, so it is not limited. Its number is its id. */
export async function postReferral(url: string, number: number): Promise<Answered> {
  const startedAt = performance.now();
  const response = await fetch(`${url}/v1/sources/partner-api`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: 'Bearer example-partner-token',
    },
    body: JSON.stringify({
      referral: { id: `ref-${number}`, note: `Referral ${number}, please call.` },
      contact: {
        email: `person-${number}@customer-${number}.example.com`,
        given_name: 'Ada',
        family_name: 'Lovelace',
      },
      organisation: { name: `Customer ${number}`, country: 'DE' },
    }),
  });
  const body = (await response.json()) as { leadId?: string; status?: string };
  return {
    status: response.status,
    leadId: body.leadId ?? '',
    as: body.status ?? '',
    tookMs: performance.now() - startedAt,
    retryAfter: response.headers.get('retry-after'),
  };
}

/** These numbers, so many at once. */
export async function postReferrals(
  url: string,
  from: number,
  count: number,
  atOnce = 10,
): Promise<Answered[]> {
  const answers: Answered[] = [];
  for (let at = from; at < from + count; at += atOnce) {
    const width = Math.min(atOnce, from + count - at);
    answers.push(
      ...(await Promise.all(
        Array.from({ length: width }, (_each, next) => postReferral(url, at + next)),
      )),
    );
  }
  return answers;
}
