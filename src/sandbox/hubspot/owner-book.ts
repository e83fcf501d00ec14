/** A person (or queue) that records can be assigned to. */
export type Owner = {
  id: string;
  email: string;
  type: 'PERSON' | 'QUEUE';
  firstName: string;
  lastName: string;
  userId: number;
  teams: { id: string; name: string; primary: boolean }[];
  createdAt: number;
  updatedAt: number;
  archived: boolean;
};

export type SeedOwner = { email: string } & Partial<
  Pick<Owner, 'id' | 'type' | 'firstName' | 'lastName' | 'userId' | 'teams' | 'archived'>
>;

export type OwnerBook = {
  add: (seed: SeedOwner) => Owner;
  archive: (id: string) => void;
  list: (archived: boolean) => Owner[];
  byId: (id: string) => Owner | undefined;
  byUserId: (userId: string) => Owner | undefined;
  /** Can records be assigned to this id? */
  canOwn: (id: string) => boolean;
};

/** HubSpot does not say what it answers for an archived owner; the stand-in refuses by default. */
export function createOwnerBook(options: {
  now: () => number;
  seeds: SeedOwner[];
  archivedCanOwn: boolean;
}): OwnerBook {
  const owners: Owner[] = [];

  function add(seed: SeedOwner): Owner {
    const now = options.now();
    const owner: Owner = {
      id: seed.id ?? String(41_629_779 + owners.length),
      email: seed.email.toLowerCase(),
      type: seed.type ?? 'PERSON',
      firstName: seed.firstName ?? '',
      lastName: seed.lastName ?? '',
      userId: seed.userId ?? 9_586_504 + owners.length,
      teams: seed.teams ?? [],
      createdAt: now,
      updatedAt: now,
      archived: seed.archived ?? false,
    };
    owners.push(owner);
    return owner;
  }

  const byId = (id: string) => owners.find((owner) => owner.id === id);
  for (const seed of options.seeds) add(seed);
  return {
    add,
    archive: (id) => {
      const owner = byId(id);
      if (!owner) throw new Error(`no owner ${id} to archive`);
      owner.archived = true;
      owner.updatedAt = options.now();
    },
    list: (archived) => owners.filter((owner) => owner.archived === archived),
    byId,
    byUserId: (userId) => owners.find((owner) => String(owner.userId) === userId),
    canOwn: (id) => {
      const owner = byId(id);
      return owner !== undefined && (!owner.archived || options.archivedCanOwn);
    },
  };
}

/** The shape in answers: an archived owner no longer shows a user id, and teams only if any. */
export function ownerView(owner: Owner): Record<string, unknown> {
  const { id, email, type, firstName, lastName, userId, teams, archived } = owner;
  return {
    id,
    email,
    type,
    firstName,
    lastName,
    userId: archived ? null : userId,
    userIdIncludingInactive: userId,
    createdAt: new Date(owner.createdAt).toISOString(),
    updatedAt: new Date(owner.updatedAt).toISOString(),
    archived,
    ...(teams.length > 0 && { teams }),
  };
}
