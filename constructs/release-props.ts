/** One image of a release. */
export interface ReleaseImageProps {
  /** `registry/path[:label][@sha256:…]`. */
  readonly image: string;

  /**
   * Where the image is pinned: `sha256:` and 64 hex digits.
   *
   * @default - the digest in `image`; without one there either, the label decides what runs
   */
  readonly digest?: string;
}

/** A release as plain data; what `release show --json` prints and the library's `Release` are of this shape. */
export interface ReleaseProps {
  /** The project's id. */
  readonly project: string;

  /**
   * The id of the service set.
   *
   * @default 'main', the set of a project that names none
   */
  readonly serviceSet?: string;

  /** `rel-` and 12 hex digits. */
  readonly id: string;

  /** The release's number, from 1. */
  readonly number: number;

  /** The images by artifact: `<service>`, or `<service>/<container>` for a service of several containers. */
  readonly images: Readonly<Record<string, ReleaseImageProps>>;
}
