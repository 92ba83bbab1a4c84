import type { PluginCoordinates } from '../../../../shared/model/plugin.ts';
import { isVersionInRange } from './version-range.ts';

/** Dependencies that are not registered, or in another version than the Maven range asks for. */
export function dependencyProblems(
  dependencies: readonly PluginCoordinates[],
  registered: readonly { readonly coordinates: PluginCoordinates }[],
): readonly string[] {
  return dependencies.flatMap(({ groupId, artifactId, version }) => {
    const found = registered.find(
      ({ coordinates: other }) => other.groupId === groupId && other.artifactId === artifactId,
    )?.coordinates.version;
    if (found === undefined) return [`Plugin dependency not registered: ${groupId}:${artifactId}:${version}.`];
    if (isVersionInRange(found, version)) return [];
    return [
      `Plugin dependency for ${groupId}:${artifactId} not satisfied. Required version ${version} but installed version is ${found}.`,
    ];
  });
}
