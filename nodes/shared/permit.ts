import type { NodeAPI } from 'node-red';

type Handler = ReturnType<NodeAPI['auth']['needsPermission']>;

/** What a user of Node-RED must be allowed, as in its `adminAuth`. */
export type Scope = `${string}.${'read' | 'write'}`;

/** Tells what it asks for, so that a test can hold every route to it. */
export type Guard = Handler & { scope: Scope };

/**
 * What each of our routes begins with: nobody without the permission gets further, and no browser takes the answer for
 * anything but what it says it is, or keeps it.
 */
export function permit(RED: NodeAPI, scope: Scope): Guard {
  const ask = RED.auth.needsPermission(scope);
  const guard: Handler = (request, response, next) => {
    response.set({ 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' });
    ask(request, response, next);
  };
  return Object.assign(guard, { scope });
}
