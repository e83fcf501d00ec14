import { describe, expect, it } from '@jest/globals';
import { slackAppManifest, slackInstallLink } from '../../../../src/systems/slack/app-manifest.ts';

describe('the manifest of the Slack app', () => {
  it.each(['https://leads.example.com', 'https://leads.example.com/'])(
    'sends interactions to leadline at %s',
    (publicUrl) => {
      expect(slackAppManifest({ publicUrl })).toMatchObject({
        settings: {
          interactivity: {
            is_enabled: true,
            request_url: 'https://leads.example.com/slack/interactions',
          },
        },
      });
    },
  );

  it('keeps a path in front of it', () => {
    const manifest = slackAppManifest({ publicUrl: 'https://example.com/leads' });
    expect(JSON.stringify(manifest)).toContain('https://example.com/leads/slack/interactions');
  });

  it('asks for no interactions where Slack cannot reach leadline', () => {
    expect(slackAppManifest({})).toMatchObject({
      settings: { interactivity: { is_enabled: false } },
    });
  });

  it('keeps to Slack’s lengths and asks for what posting and looking up need', () => {
    const { display_information: display, oauth_config: oauth } = slackAppManifest({});
    expect(display).toMatchObject({ name: expect.stringMatching(/^.{1,35}$/) });
    expect(display).toMatchObject({ description: expect.stringMatching(/^.{1,140}$/) });
    expect(oauth).toMatchObject({
      scopes: { bot: expect.arrayContaining(['chat:write', 'channels:history']) },
    });
  });

  it('comes as a link that fills it in', () => {
    const manifest = slackAppManifest({ publicUrl: 'https://leads.example.com' });
    const link = new URL(slackInstallLink(manifest));
    expect(link.origin + link.pathname).toBe('https://api.slack.com/apps');
    expect(JSON.parse(link.searchParams.get('manifest_json') ?? '')).toEqual(manifest);
  });
});
