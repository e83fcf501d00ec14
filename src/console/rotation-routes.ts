import express, { type Request, type Router } from 'express';
import type { Team } from '../routing/team.ts';
import type { Rotation } from '../workflow/ledger.ts';
import { type RotationAsked, rotationDocument, showRotation } from '../workflow/show-rotation.ts';
import type { AdminAuth } from './admin-auth.ts';
import { rotationPage } from './rotation-page.ts';
import { createTeamDoor } from './team-door.ts';

/**
 * The rotation, to read: `GET /v1/rotation` for programs with the admin token, and `GET /rotation`
 * for the team. Both take `pool` and `member`. Nothing in them is about the people behind leads.
 */
export function createRotationRoutes(deps: {
  rotation: Pick<Rotation, 'look' | 'entries'>;
  /** As it is now. */
  team: () => Team;
  now: () => number;
  auth: AdminAuth;
  tokens: (string | undefined)[];
}): Router {
  const router = express.Router();
  const shown = (request: Request) =>
    showRotation(askedIn(request), { ...deps, team: deps.team() });

  router.get('/v1/rotation', deps.auth.required, async (request, response) => {
    response.json(rotationDocument(await shown(request)));
  });
  router.get('/rotation', createTeamDoor(deps.tokens), async (request, response) => {
    response.type('html').send(rotationPage(await shown(request), deps.team()));
  });
  return router;
}

const ENTRIES = 100;

function askedIn({ query }: Request): RotationAsked {
  const { pool, member } = query;
  return {
    limit: ENTRIES,
    ...(typeof pool === 'string' && { pool }),
    ...(typeof member === 'string' && { member }),
  };
}
