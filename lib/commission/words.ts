import { resolveParticles } from '../text/josa';
import type { Commissioning } from './commission';
import type { Share, Tally } from './tally';

/** The decisions as the pages name them. */
export const DECISION_WORDS: Record<string, string> = { ok: '양품', ng: '불량', review: '재검토' };

/** A share as it is told: with a decimal where it is small. */
export const percent = (share: number) => `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;

/** What a person should know before signing: how sure the figures are, and what to do about it. */
export function adviceOf(found: Commissioning): string[] {
  const { wishes, fit, worth } = found;
  const { expected, auroc, assured } = proposedOf(found);
  const { good, bad } = expected;
  const needed = (share: number) => Math.ceil(1 / share - 1);
  return [
    fit.ng === 0 &&
      '불량 사진이 없어 놓치는 비율을 알 수 없습니다. 양품 기준값은 관례값(0.5)입니다. 불량 사진을 몇 장이라도 넣으면 정할 수 있습니다.',
    fit.ng > 0 && `불량을 양품으로 놓칠 비율: ${told(bad.ok)}.`,
    `양품을 불량으로 볼 비율: ${told(good.ng)}. 재검토로 보낼 양품: ${told(good.review)}.`,
    comparisonAdvice(found),
    fit.ng > 0 &&
      !assured.ok &&
      `놓침 ${percent(wishes.miss)} 이하를 보장하려면 불량 사진이 ${needed(wishes.miss)}장 이상 필요합니다 (지금 ${fit.ng}장).`,
    !assured.ng &&
      `과검 ${percent(wishes.falseAlarm)} 이하를 보장하려면 양품 사진이 ${needed(wishes.falseAlarm)}장 이상 필요합니다 (지금 ${fit.ok}장).`,
    auroc &&
      auroc.auroc < 0.9 &&
      '이 모델과 문구로는 양품과 불량이 잘 갈리지 않습니다. 라벨 문구를 보이는 모습으로 고치거나 더 큰 모델을 쓰세요.',
    ...[...worth.templates, ...worth.labels]
      .filter(({ hurts }) => hurts)
      .map(({ name }) => `“${name}”을(를) 빼면 더 잘 가릅니다.`),
  ]
    .filter((line) => typeof line === 'string')
    .map(resolveParticles);
}

/** What holds of the judgement that is proposed: of words alone, or of words and comparison. */
export function proposedOf({ used, combined, expected, auroc, limits }: Commissioning) {
  if (used && combined) {
    const { ok, ng } = combined.edges;
    return { expected: combined.expected, auroc: combined.auroc, assured: { ok: ok.assured, ng: ng.assured } };
  }
  const ng = Object.values(limits.ng).every(({ assured }) => assured);
  return { expected, auroc, assured: { ok: limits.ok.assured, ng } };
}

/** Whether good parts should be compared with, and what speaks for it. */
export function comparisonAdvice({ combined, used, expected, fit }: Commissioning): string | undefined {
  if (!combined) return undefined;
  const right = ({ good, bad }: Tally) => `${good.ok.hits + bad.ng.hits}장`;
  const counts = `${fit.ok + fit.ng}장 중 바르게 판정한 사진: 문구만 ${right(expected)}, 양품 비교까지 ${right(combined.expected)}`;
  if (combined.helps === undefined)
    return used
      ? '양품 비교를 함께 씁니다. 불량 사진이 없어 도움이 되는지는 알 수 없습니다.'
      : '불량 사진이 없어 양품 비교가 도움이 되는지 알 수 없으므로 문구만 씁니다. 그래도 쓰려면 양품 비교를 항상으로 고르세요.';
  if (combined.helps) return `양품 비교를 함께 씁니다. ${counts}.`;
  return used
    ? `양품 비교를 함께 쓰지만 문구만보다 나아지지 않았습니다. ${counts}.`
    : `양품 비교는 도움이 되지 않아 문구만 씁니다. ${counts}.`;
}

function told({ n, hits, interval: [low, high] }: Share): string {
  return n === 0 ? '사진 없음' : `${n}장 중 ${hits}장 (${percent(low)} ~ ${percent(high)})`;
}
