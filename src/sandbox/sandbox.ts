import { type Ga4State, startGa4StandIn } from './ga4/ga4.ts';
import { SANDBOX_TOKEN as HUBSPOT_TOKEN } from './hubspot/hubspot-service.ts';
import { type HubspotStandIn, startHubspotStandIn } from './hubspot/hubspot-stand-in.ts';
import { type MetaState, startMetaStandIn } from './meta/meta.ts';
import { SANDBOX_TOKEN as SLACK_TOKEN } from './slack/slack-service.ts';
import { type SlackStandIn, startSlackStandIn } from './slack/slack-stand-in.ts';
import type { StandIn } from './stand-in.ts';
import {
  startWebhookReceiver,
  type WebhookReceiverState,
} from './webhook-receiver/webhook-receiver.ts';

/** The company that the stand-ins play for: whoever is in team.yaml, and the channels named. */
export type SandboxCompany = {
  people: { name: string; email: string; crmOwnerEmail: string; slackId?: string; gone: boolean }[];
  channels: string[];
};

export type Sandbox = {
  hubspot: HubspotStandIn;
  slack: SlackStandIn;
  ga4: StandIn<Ga4State>;
  meta: StandIn<MetaState>;
  webhook: StandIn<WebhookReceiverState>;
  /** The environment variables that point leadline to these stand-ins. */
  variables: Record<string, string>;
  close: () => Promise<void>;
};

const GA4_SECRET = 'sandbox-ga4-secret';
const META_TOKEN = 'sandbox-meta-token';
const META_PIXEL = '100000000000001';
const WEBHOOK_SECRET = 'whsec_c2FuZGJveC13ZWJob29rLXNlY3JldC0zMi1ieXRlcyE=';

/**
 * Starts every stand-in on 127.0.0.1. `firstPort` numbers them upwards from there; without it each
 * takes a free port.
 */
export async function startSandbox(options: {
  company: SandboxCompany;
  now: () => number;
  /** leadline's own clock, where `now` runs ahead of it so that budgets fill up sooner. */
  sendersNow?: () => number;
  random: () => number;
  firstPort?: number;
}): Promise<Sandbox> {
  const { company, now, sendersNow = now, random, firstPort } = options;
  const port = (offset: number) => (firstPort === undefined ? {} : { port: firstPort + offset });
  const [hubspot, slack, ga4, meta, webhook] = await Promise.all([
    startHubspotStandIn({ now, random, owners: ownersOf(company), ...port(0) }),
    startSlackStandIn({
      now,
      channels: company.channels.map((id) => ({ id, name: id.toLowerCase() })),
      users: company.people.flatMap(({ slackId, name, email }) =>
        slackId === undefined ? [] : [{ id: slackId, name, realName: name, email }],
      ),
      ...port(1),
    }),
    startGa4StandIn({ now, apiSecret: GA4_SECRET, ...port(2) }),
    startMetaStandIn({ now, accessToken: META_TOKEN, pixelId: META_PIXEL, ...port(3) }),
    startWebhookReceiver({ now: sendersNow, secrets: [WEBHOOK_SECRET], ...port(4) }),
  ]);
  const all = [hubspot, slack, ga4, meta, webhook];
  return {
    hubspot,
    slack,
    ga4,
    meta,
    webhook,
    variables: {
      HUBSPOT_BASE_URL: hubspot.url,
      HUBSPOT_ACCESS_TOKEN: HUBSPOT_TOKEN,
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: SLACK_TOKEN,
      GA4_BASE_URL: ga4.url,
      GA4_API_SECRET: GA4_SECRET,
      META_BASE_URL: meta.url,
      META_ACCESS_TOKEN: META_TOKEN,
      META_PIXEL_ID: META_PIXEL,
      WAREHOUSE_WEBHOOK_URL: `${webhook.url}/leads`,
      WAREHOUSE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    },
    close: async () => {
      await Promise.all(all.map((standIn) => standIn.close()));
    },
  };
}

function ownersOf({ people }: SandboxCompany) {
  return people.map(({ name, crmOwnerEmail, gone }) => {
    const [firstName = name, ...rest] = name.split(' ');
    return { email: crmOwnerEmail, firstName, lastName: rest.join(' '), archived: gone };
  });
}
