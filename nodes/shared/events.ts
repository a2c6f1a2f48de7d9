import type { Node } from 'node-red';

let asking = 0;

/** Lets every node of this pack tell its events, until this node closes. */
export function tellEvents(node: Node): void {
  asking++;
  node.on('close', () => void asking--);
}

/** One event as one JSON object: log handlers get its fields, the console prints them. */
class FrameEvent {
  constructor(fields: object) {
    Object.assign(this, fields);
  }

  toString(): string {
    return JSON.stringify(this);
  }
}

/** Tells what happened to a frame through Node-RED's logger, at level info, where somebody asked for it. */
export function tellEvent(node: Node, event: string, frame: string | undefined, fields: object = {}): void {
  if (asking > 0) node.log(new FrameEvent({ event, frame, node: node.type, ...fields }) as never);
}
