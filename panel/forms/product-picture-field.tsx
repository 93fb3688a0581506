import { Button, FileButton, Group, Image, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { putProductImage } from "../../contract/operations/products.ts";
import { refusalText, useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import type { Product } from "./product-values.ts";

const p = t.products;

/** The picture of a product: stored or removed at once, beside the other fields of the form. */
export function ProductPictureField({ product }: { product: Product }) {
  const call = useCall();
  const client = useQueryClient();
  const { cafe } = useSignedIn();
  const [hasPicture, setHasPicture] = useState(product.product_has_image);
  // A new picture has the same address: what is behind the question mark makes the browser ask again.
  const [round, setRound] = useState(0);
  const storing = useMutation({
    mutationFn: (file: File | null) =>
      call(putProductImage, { productId: String(product.product_id), file: file ?? new Blob([]) }),
    onSuccess: (_data, file) => {
      setHasPicture(file !== null);
      setRound((before) => before + 1);
      void client.invalidateQueries({ queryKey: ["products"] });
    },
  });
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500}>
        {p.picture}
      </Text>
      <Group>
        {hasPicture ? (
          <Image
            src={`/api/v2/cafe/${cafe.id}/products/${product.product_id}/image?${round}`}
            alt={p.pictureOf(product.product_name)}
            w={64}
            h={64}
            fit="contain"
            data-testid="product-picture"
          />
        ) : (
          <Text size="sm" c="dimmed">
            {p.noPicture}
          </Text>
        )}
        <FileButton
          accept="image/png,image/jpeg,image/webp,image/gif"
          onChange={(file) => file !== null && storing.mutate(file)}
        >
          {(props) => (
            <Button {...props} size="xs" variant="default" loading={storing.isPending}>
              {p.choosePicture}
            </Button>
          )}
        </FileButton>
        {hasPicture && (
          <Button
            size="xs"
            variant="subtle"
            color="red"
            disabled={storing.isPending}
            onClick={() => storing.mutate(null)}
          >
            {p.removePicture}
          </Button>
        )}
      </Group>
      <Text size="xs" c={storing.error === null ? "dimmed" : "red"} role="status">
        {storing.error === null ? p.pictureHelp : refusalText(storing.error)}
      </Text>
    </Stack>
  );
}
