import { jest } from '@jest/globals';

// A `testTimeout` inside a jest project is silently ignored, so each project sets its own here.
jest.setTimeout(60000);
