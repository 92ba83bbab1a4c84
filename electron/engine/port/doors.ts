import type { DoorAddresses } from '../../../shared/model/engine.ts';

/** The doors through which containers reach this engine. The engine opens the bridge side before it starts any container. */
export interface Doors {
  addresses(): DoorAddresses;
  /**
   * Makes core and work doors listen on the address that containers reach, besides loopback. Idempotent; another
   * address moves them. `undefined` where loopback serves containers too (Docker Desktop).
   * @throws AppError PORT_TAKEN, ADDRESS_UNAVAILABLE
   */
  openBridge(address: string | undefined): Promise<void>;
  /** What a container is told: the name of this machine as seen from a container, and the ports. */
  readonly forContainers: {
    readonly host: string;
    readonly corePort: number;
    readonly workPort: number;
    readonly contentPort: number;
  };
}
