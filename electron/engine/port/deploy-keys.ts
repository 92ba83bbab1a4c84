/**
 * Credentials of deploys and of attached plugins (D3). They are derived from one key of the data directory, so none is
 * stored; the deploy's id inside each says whose it is. Whether that deploy is current is the engine's question.
 */
export interface DeployKeys {
  /** Token for `CORE_URL = http://host:PORT/c/<token>`; URL-safe. */
  coreToken(deployId: string): string;
  /** Password for the work queue. */
  queuePassword(deployId: string): string;
  /** Access key and secret for the content door. */
  contentKeys(deployId: string): { readonly accessKey: string; readonly secretKey: string };
  /** The deploy whose token this is; undefined when it is forged. Constant time. */
  deployOfToken(token: string): string | undefined;
  deployOfPassword(password: string): string | undefined;
}
