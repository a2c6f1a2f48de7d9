import { EventEmitter } from 'node:events';

/** Client ids of the line's two nodes at the broker. */
export const SOURCE = 'gyeol-163e0521ea23a8ff';
export const RESULTS = 'gyeol-8e41d7b2c96f0a53';

const DELIVERED = new RegExp(`Sending PUBLISH to ${SOURCE} \\(d\\d, q1, r\\d, m(\\d+), '([^']+)'`);
const ACKNOWLEDGED = new RegExp(`Received PUBACK from ${SOURCE} \\(Mid: (\\d+)`);
const PUBLISHED = new RegExp(`Received PUBLISH from ${RESULTS} \\(d\\d, q1, r\\d, m(\\d+), '([^']+)'`);
/** Subscribed just now, or since an earlier connection. */
const SUBSCRIBED = new RegExp(`Sending (SUBACK to ${SOURCE}|CONNACK to ${SOURCE} \\(1)`);
const CONFIRMED = new RegExp(`Sending PUBACK to ${RESULTS} \\(m(\\d+)`);

/** What a broker's own log says of messages at either end of the line, by topic; each frame has topics of its own. */
export class BrokerBook extends EventEmitter<{ entry: [] }> {
  /** How often the source confirmed a picture. */
  readonly acknowledged = new Map<string, number>();
  /** How often the broker confirmed a result. */
  readonly confirmed = new Map<string, number>();
  /** What the camera publishes without is lost to the line. */
  isSourceSubscribed = false;
  /** Results that a broker confirmed that was killed later; nobody else may have got them. */
  readonly confirmedByTheDead = new Set<string>();
  private readonly deliveries = new Map<string, string>();
  private readonly publications = new Map<string, string>();

  read(line: string): void {
    const subscribes = SUBSCRIBED.test(line);
    this.isSourceSubscribed ||= subscribes;
    const noted =
      subscribes ||
      this.open(this.deliveries, DELIVERED.exec(line)) ||
      this.open(this.publications, PUBLISHED.exec(line)) ||
      this.settle(this.deliveries, this.acknowledged, ACKNOWLEDGED.exec(line)) ||
      this.settle(this.publications, this.confirmed, CONFIRMED.exec(line));
    if (noted) this.emit('entry');
  }

  /** Numbers of messages mean nothing to the next broker. */
  brokerDied(): void {
    this.isSourceSubscribed = false;
    this.deliveries.clear();
    this.publications.clear();
    for (const topic of this.confirmed.keys()) this.confirmedByTheDead.add(topic);
  }

  private open(underWay: Map<string, string>, match: RegExpExecArray | null): boolean {
    if (!match) return false;
    underWay.set(match[1]!, match[2]!);
    return true;
  }

  private settle(underWay: Map<string, string>, settled: Map<string, number>, match: RegExpExecArray | null): boolean {
    const topic = match && underWay.get(match[1]!);
    if (!match || topic === undefined || topic === null) return false;
    underWay.delete(match[1]!);
    settled.set(topic, (settled.get(topic) ?? 0) + 1);
    return true;
  }
}
