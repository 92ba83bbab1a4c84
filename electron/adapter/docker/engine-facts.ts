import * as z from 'zod/mini';
import { compareVersions } from './api-version.ts';
import type { EngineClient } from './client.ts';
import { plainText } from './hostile-text.ts';

const Version = z.object({
  Version: z.string(),
  ApiVersion: z.string(),
  MinAPIVersion: z.optional(z.string()),
  Os: z.string(),
  Arch: z.string(),
});

const Info = z.object({
  OperatingSystem: z.optional(z.string()),
  Name: z.optional(z.string()),
  LoggingDriver: z.optional(z.string()),
});

/** What an engine says of itself. */
export interface EngineVersion {
  readonly version: string;
  readonly offered: string;
  readonly minimum: string | undefined;
  readonly os: string;
  readonly architecture: string;
  /** The engine's clock, milliseconds since the epoch, as its answer's head says it. */
  readonly date: number | undefined;
}

export interface EngineInfo {
  readonly operatingSystem: string;
  readonly name: string;
  readonly loggingDriver: string;
}

/** Asks `/version`, without an API version. Undefined where the answer is not Docker's. */
export async function readVersion(client: EngineClient, deadline: number): Promise<EngineVersion | undefined> {
  const answer = await client.send({ method: 'GET', path: '/version', deadline });
  const parsed = Version.safeParse(answer.value);
  if (!parsed.success) return undefined;
  const { Version: version, ApiVersion, MinAPIVersion, Os, Arch } = parsed.data;
  return {
    version: plainText(version, 60),
    offered: ApiVersion,
    // Engines before 29 say a minimum that is far below ours; a minimum above the offer would be nonsense.
    minimum: MinAPIVersion === undefined || compareVersions(MinAPIVersion, ApiVersion) > 0 ? undefined : MinAPIVersion,
    os: Os,
    architecture: Arch,
    date: answer.date,
  };
}

/** Asks `/info`; what is missing is empty. */
export async function readInfo(client: EngineClient, deadline: number): Promise<EngineInfo> {
  const parsed = Info.safeParse((await client.send({ method: 'GET', path: '/info', deadline })).value);
  const info = parsed.success ? parsed.data : {};
  return {
    operatingSystem: plainText(info.OperatingSystem ?? '', 100),
    name: plainText(info.Name ?? '', 100),
    loggingDriver: info.LoggingDriver ?? '',
  };
}
