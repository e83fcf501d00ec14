/** What HubSpot says no with. Every field but the message may be missing, as in its own answers. */
export type RefusalBody = {
  message: string;
  category?: string;
  subCategory?: string;
  context?: Record<string, string[]>;
  errors?: RefusalDetail[];
  links?: Record<string, string>;
};

type RefusalDetail = {
  message: string;
  code?: string;
  in?: string;
  context?: Record<string, string[]>;
};

/** Thrown anywhere in the stand-in, answered at its edge or, in a batch, in the list of errors. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: RefusalBody;

  constructor(status: number, body: RefusalBody) {
    super(body.message);
    this.name = 'Refusal';
    this.status = status;
    this.body = body;
  }
}

/** The envelope in HubSpot's key order. */
export function errorEnvelope(body: RefusalBody, correlationId: string): Record<string, unknown> {
  return {
    status: 'error',
    message: body.message,
    correlationId,
    ...(body.context && { context: body.context }),
    ...(body.errors && { errors: body.errors }),
    ...(body.links && { links: body.links }),
    ...(body.category && { category: body.category }),
    ...(body.subCategory && { subCategory: body.subCategory }),
  };
}

/** Runs what may be refused, and answers the refusal as a value. */
export function attempted<T>(
  run: () => T,
): { done: T; refusal?: undefined } | { refusal: Refusal; done?: undefined } {
  try {
    return { done: run() };
  } catch (error) {
    if (error instanceof Refusal) return { refusal: error };
    throw error;
  }
}

export const validationError = (message: string, more: Partial<RefusalBody> = {}): Refusal =>
  new Refusal(400, { message, ...more, category: 'VALIDATION_ERROR' });

/** HubSpot's 404 for a record it cannot find carries no category. */
export const resourceNotFound = (): Refusal => new Refusal(404, { message: 'resource not found' });
