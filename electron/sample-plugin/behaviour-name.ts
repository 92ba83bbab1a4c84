/** Every way in which the sample can behave; what each does is told in `behaviours.ts`. */
const behaviourNames = [
  'well-behaved',
  'slow',
  'exits-at-once',
  'exits-after-registering',
  'never-registers',
  'unhealthy',
  'wrong-coordinates',
  'refused',
  'noisy',
  'no-heartbeat',
] as const;

export type BehaviourName = (typeof behaviourNames)[number];

export function isBehaviourName(text: string): text is BehaviourName {
  return (behaviourNames as readonly string[]).includes(text);
}
