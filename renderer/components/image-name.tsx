import { repositoryOf, tryParseImageReference } from '../../shared/image-reference.ts';
import { shortId } from './format/short-id.ts';

interface ImageNameProps {
  readonly image: string;
}

/** An image reference: the repository may shrink at its end, the tag never does. */
export function ImageName({ image }: ImageNameProps) {
  const reference = tryParseImageReference(image);
  if (typeof reference === 'string') return <span className="mono truncate text-fg-2">{image}</span>;
  const { tag, digest } = reference;
  return (
    <span className="mono inline-flex min-w-0 max-w-full" title={image}>
      <span className="truncate text-fg-3">{repositoryOf(reference)}</span>
      <span className="shrink-0 whitespace-nowrap text-fg-1">
        {tag !== undefined && `:${tag}`}
        {digest !== undefined && `@${shortId(digest)}`}
      </span>
    </span>
  );
}
