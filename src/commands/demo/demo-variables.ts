/**
 * The environment of the demo: nothing of the caller's own, so that no real system can be meant.
 * The stand-ins' addresses come last and win.
 */
export function demoVariables(folder: string, standIns: Record<string, string>): NodeJS.ProcessEnv {
  return {
    LEADLINE_DATA: folder,
    LEADLINE_ADMIN_TOKEN: 'demo',
    LEADLINE_LOG_LEVEL: 'silent',
    HUBSPOT_PORTAL_ID: '1234567',
    GA4_MEASUREMENT_ID: 'G-DEMO12345',
    GA4_API_SECRET: 'demo',
    META_PIXEL_ID: '100000000000001',
    META_ACCESS_TOKEN: 'demo',
    WAREHOUSE_WEBHOOK_URL: 'http://127.0.0.1:1/leads',
    WAREHOUSE_WEBHOOK_SECRET: 'whsec_c2FuZGJveC13ZWJob29rLXNlY3JldC0zMi1ieXRlcyE=',
    TYPEFORM_SECRET: 'demo-typeform-secret',
    WEBFLOW_SECRET: 'demo-webflow-secret',
    TALLY_SECRET: 'demo-tally-secret',
    GOOGLE_ADS_KEY: 'demo-google-ads-key',
    PARTNER_API_TOKEN: 'demo-partner-token',
    ...standIns,
  };
}
