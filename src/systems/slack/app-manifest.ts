/**
 * The Slack app that leadline needs, as a manifest of version 2 (slackapi/manifest-schema), so that
 * nobody has to click scopes together.
 *
 * chat:write posts, chat:write.public posts without an invitation · channels:history and
 * groups:history look up an interrupted alert · channels:read, groups:read and users:read(.email)
 * let `leadline doctor` compare channels and members.
 */
const BOT_SCOPES = [
  'chat:write',
  'chat:write.public',
  'channels:history',
  'groups:history',
  'channels:read',
  'groups:read',
  'users:read',
  'users:read.email',
];

export type SlackAppManifest = Record<string, unknown>;

/** @param publicUrl where Slack reaches leadline; without it the app has no buttons to answer. */
export function slackAppManifest({ publicUrl }: { publicUrl?: string }): SlackAppManifest {
  const requestUrl = publicUrl
    ? new URL('slack/interactions', publicUrl.endsWith('/') ? publicUrl : `${publicUrl}/`).href
    : undefined;
  return {
    _metadata: { major_version: 2 },
    display_information: {
      name: 'leadline',
      description: 'Tells sales about new leads, and the owner first of all.',
      background_color: '#1f2937',
    },
    features: { bot_user: { display_name: 'leadline', always_online: true } },
    oauth_config: { scopes: { bot: BOT_SCOPES } },
    settings: {
      interactivity: requestUrl
        ? { is_enabled: true, request_url: requestUrl }
        : { is_enabled: false },
      org_deploy_enabled: false,
      socket_mode_enabled: false,
      token_rotation_enabled: false,
    },
  };
}

/** Opens Slack's page for new apps with the manifest filled in. */
export function slackInstallLink(manifest: SlackAppManifest): string {
  const link = new URL('https://api.slack.com/apps');
  link.searchParams.set('new_app', '1');
  link.searchParams.set('manifest_json', JSON.stringify(manifest));
  return link.href;
}
