import Docker from 'dockerode';

/** A client of the engine that `dockerHost` (DOCKER_HOST unless told) names: unix:// or tcp://. */
export function dockerClient(dockerHost = process.env['DOCKER_HOST'] ?? ''): Docker {
  if (dockerHost === '') return new Docker({ socketPath: '/var/run/docker.sock' });
  const url = new URL(dockerHost);
  if (url.protocol === 'unix:') return new Docker({ socketPath: url.pathname });
  if (url.protocol === 'tcp:') {
    return new Docker({ protocol: 'http', host: url.hostname, port: Number(url.port || '2375') });
  }
  throw new Error(`DOCKER_HOST must begin with unix:// or tcp://, not "${dockerHost}"`);
}

/**
 * Reads the progress of a load or push to its end and answers its messages. The engine reports a
 * failure inside the stream, after a 200; it is thrown.
 */
export async function readProgress(stream: NodeJS.ReadableStream): Promise<readonly unknown[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  const messages = Buffer.concat(chunks)
    .toString()
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): unknown => JSON.parse(line));
  for (const message of messages) {
    if (typeof message === 'object' && message !== null && 'error' in message) {
      throw new Error(String(message.error));
    }
  }
  return messages;
}
