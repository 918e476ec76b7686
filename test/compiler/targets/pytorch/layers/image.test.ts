import { describe } from 'vitest';
import { inPytorch, writes } from '../../layer-texts.ts';

describe('Resizing', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'Resizing(14, 14)',
      `
places = torch.arange(14, dtype=torch.int32, device=x.device)
places_2 = (
    torch.arange(28, dtype=torch.int32, device=x.device)
    .reshape(1, -1)
    .expand(1, 28)
)
reshaped = ((places.float() + 0.5) * 2.0 - 0.5).reshape(14, 1)
result = torch.maximum(
    1.0 - torch.abs(reshaped - places_2.float()),
    torch.tensor(0.0, device=x.device),
)
quotient = result / result.sum(-1, keepdim=True)
turned_2 = (quotient @ x.permute(0, 2, 1, 3)).permute(0, 2, 1, 3)
return quotient @ turned_2
`,
    ],
    [
      'Resizing(56, 14, interpolation: nearest)',
      `
places = torch.arange(56, dtype=torch.int32, device=x.device)
result = torch.minimum(
    torch.floor((places.float() + 0.5) * 0.5),
    torch.tensor(27.0, device=x.device),
)
places_2 = torch.arange(14, dtype=torch.int32, device=x.device)
result_2 = torch.minimum(
    torch.floor((places_2.float() + 0.5) * 2.0),
    torch.tensor(27.0, device=x.device),
)
return x[:, result.int().long()][:, :, result_2.int().long()]
`,
    ],
  ]);
});

describe('CenterCrop', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    ['CenterCrop(14, 20)', 'return x[:, 7:21][:, :, 4:24]'],
    [
      'CenterCrop(40, 40)',
      `
places = torch.arange(40, dtype=torch.int32, device=x.device)
places_2 = (
    torch.arange(28, dtype=torch.int32, device=x.device)
    .reshape(1, -1)
    .expand(1, 28)
)
reshaped = ((places.float() + 0.5) * 0.7 - 0.5).reshape(40, 1)
result = torch.maximum(
    1.0 - torch.abs(reshaped - places_2.float()),
    torch.tensor(0.0, device=x.device),
)
quotient = result / result.sum(-1, keepdim=True)
turned_2 = (quotient @ x.permute(0, 2, 1, 3)).permute(0, 2, 1, 3)
return quotient @ turned_2
`,
    ],
  ]);
});

describe('RandomCrop', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'RandomCrop(14, 20)',
      `
class RandomCrop(nn.Module):
    def forward(self, x):
        if self.training:
            result = torch.floor(torch.rand(1, device=x.device) * 15.0)
            places = torch.arange(14, dtype=torch.int32, device=x.device)
            result_2 = torch.floor(torch.rand(1, device=x.device) * 9.0)
            places_2 = torch.arange(20, dtype=torch.int32, device=x.device)
            return x[:, (result.int() + places).long()][
                :, :, (result_2.int() + places_2).long()
            ]
        places = torch.arange(14, dtype=torch.int32, device=x.device)
        difference = (places.float() + 0.5) * 1.3571428571428572 - 0.5
        places_2 = (
            torch.arange(19, dtype=torch.int32, device=x.device)
            .reshape(1, -1)
            .expand(1, 19)
        )
        result = torch.abs(difference.reshape(14, 1) - places_2.float())
        result_2 = torch.maximum(1.0 - result, torch.tensor(0.0, device=x.device))
        product = (
            result_2 / result_2.sum(-1, keepdim=True) @ x[:, 4:23].permute(0, 2, 1, 3)
        )
        places_3 = torch.arange(20, dtype=torch.int32, device=x.device)
        places_4 = (
            torch.arange(28, dtype=torch.int32, device=x.device)
            .reshape(1, -1)
            .expand(1, 28)
        )
        reshaped = ((places_3.float() + 0.5) * 1.4 - 0.5).reshape(20, 1)
        result_3 = torch.maximum(
            1.0 - torch.abs(reshaped - places_4.float()),
            torch.tensor(0.0, device=x.device),
        )
        return result_3 / result_3.sum(-1, keepdim=True) @ product.permute(0, 2, 1, 3)

self.y = RandomCrop()

return self.y(x)
`,
    ],
  ]);
});

describe('RandomFlip', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'RandomFlip()',
      `
class RandomFlip(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            return torch.where(drawn <= 0.5, x.flip(1, 2), x)
        return x

self.y = RandomFlip()

return self.y(x)
`,
    ],
    [
      'RandomFlip(horizontal)',
      `
class RandomFlip(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            return torch.where(drawn <= 0.5, x.flip(2), x)
        return x

self.y = RandomFlip()

return self.y(x)
`,
    ],
  ]);
});

describe('RandomTranslation', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'RandomTranslation(0.2, 0.3)',
      `
class RandomTranslation(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            scaled = (drawn * 0.4 + -0.2).reshape(-1, 1, 1) * 28.0
            drawn_2 = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            scaled_2 = (drawn_2 * 0.6 + -0.3).reshape(-1, 1, 1) * 28.0
            places = (
                torch.arange(28, dtype=torch.int32, device=x.device)
                .reshape(1, 1, -1)
                .expand(1, 1, 28)
            )
            numbers = places.float()
            places_2 = (
                torch.arange(28, dtype=torch.int32, device=x.device)
                .reshape(1, -1, 1)
                .expand(1, 28, 1)
            )
            numbers_2 = places_2.float()
            total = numbers + numbers_2 * 0.0 + -scaled_2
            total_2 = numbers * 0.0 + numbers_2 + -scaled
            reshaped = x.reshape(-1, 3)
            places_3 = (
                torch.arange(x.shape[0], dtype=torch.int32, device=x.device)
                .reshape(-1, 1, 1)
                .expand(x.shape[0], 1, 1)
            )
            scaled_3 = places_3 * 784
            result = torch.floor(total)
            result_2 = torch.floor(total_2)
            reshaped_2 = (total - result).reshape(-1, 28, 28, 1)
            reshaped_3 = (total_2 - result_2).reshape(-1, 28, 28, 1)
            result_3 = torch.remainder(result_2, 56.0)
            scaled_4 = torch.minimum(result_3, 55.0 - result_3) * 28.0
            result_4 = torch.remainder(result, 56.0)
            result_5 = torch.minimum(result_4, 55.0 - result_4)
            rows = reshaped[((scaled_4 + result_5).int() + scaled_3).long()]
            result_6 = torch.remainder(result + 1.0, 56.0)
            result_7 = torch.minimum(result_6, 55.0 - result_6)
            rows_2 = reshaped[((scaled_4 + result_7).int() + scaled_3).long()]
            difference = 1.0 - reshaped_2
            result_8 = torch.remainder(result_2 + 1.0, 56.0)
            scaled_5 = torch.minimum(result_8, 55.0 - result_8) * 28.0
            rows_3 = reshaped[((scaled_5 + result_5).int() + scaled_3).long()]
            rows_4 = reshaped[((scaled_5 + result_7).int() + scaled_3).long()]
            scaled_6 = (rows * difference + rows_2 * reshaped_2) * (1.0 - reshaped_3)
            scaled_7 = (rows_3 * difference + rows_4 * reshaped_2) * reshaped_3
            return scaled_6 + scaled_7
        return x

self.y = RandomTranslation()

return self.y(x)
`,
    ],
    [
      'RandomTranslation([-0.2, 0.3], 0.1, fill_mode: wrap)',
      `
class RandomTranslation(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            scaled = (drawn * 0.5 + -0.2).reshape(-1, 1, 1) * 28.0
            drawn_2 = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            scaled_2 = (drawn_2 * 0.2 + -0.1).reshape(-1, 1, 1) * 28.0
            places = (
                torch.arange(28, dtype=torch.int32, device=x.device)
                .reshape(1, 1, -1)
                .expand(1, 1, 28)
            )
            numbers = places.float()
            places_2 = (
                torch.arange(28, dtype=torch.int32, device=x.device)
                .reshape(1, -1, 1)
                .expand(1, 28, 1)
            )
            numbers_2 = places_2.float()
            total = numbers + numbers_2 * 0.0 + -scaled_2
            total_2 = numbers * 0.0 + numbers_2 + -scaled
            reshaped = x.reshape(-1, 3)
            places_3 = (
                torch.arange(x.shape[0], dtype=torch.int32, device=x.device)
                .reshape(-1, 1, 1)
                .expand(x.shape[0], 1, 1)
            )
            scaled_3 = places_3 * 784
            result = torch.floor(total)
            result_2 = torch.floor(total_2)
            reshaped_2 = (total - result).reshape(-1, 28, 28, 1)
            reshaped_3 = (total_2 - result_2).reshape(-1, 28, 28, 1)
            scaled_4 = torch.remainder(result_2, 28.0) * 28.0
            result_3 = torch.remainder(result, 28.0)
            rows = reshaped[((scaled_4 + result_3).int() + scaled_3).long()]
            result_4 = torch.remainder(result + 1.0, 28.0)
            rows_2 = reshaped[((scaled_4 + result_4).int() + scaled_3).long()]
            difference = 1.0 - reshaped_2
            scaled_5 = torch.remainder(result_2 + 1.0, 28.0) * 28.0
            rows_3 = reshaped[((scaled_5 + result_3).int() + scaled_3).long()]
            rows_4 = reshaped[((scaled_5 + result_4).int() + scaled_3).long()]
            scaled_6 = (rows * difference + rows_2 * reshaped_2) * (1.0 - reshaped_3)
            scaled_7 = (rows_3 * difference + rows_4 * reshaped_2) * reshaped_3
            return scaled_6 + scaled_7
        return x

self.y = RandomTranslation()

return self.y(x)
`,
    ],
  ]);
});

describe('RandomZoom', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'RandomZoom(0.2)',
      `
class RandomZoom(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            reshaped = (drawn * 0.4 + 0.8).reshape(-1, 1, 1)
            scaled = 13.5 * (1.0 - reshaped)
            places = (
                torch.arange(28, dtype=torch.int32, device=x.device)
                .reshape(1, 1, -1)
                .expand(1, 1, 28)
            )
            numbers = places.float()
            places_2 = (
                torch.arange(28, dtype=torch.int32, device=x.device)
                .reshape(1, -1, 1)
                .expand(1, 28, 1)
            )
            numbers_2 = places_2.float()
            total = numbers * reshaped + numbers_2 * 0.0 + scaled
            total_2 = numbers * 0.0 + numbers_2 * reshaped + scaled
            reshaped_2 = x.reshape(-1, 3)
            places_3 = (
                torch.arange(x.shape[0], dtype=torch.int32, device=x.device)
                .reshape(-1, 1, 1)
                .expand(x.shape[0], 1, 1)
            )
            scaled_2 = places_3 * 784
            result = torch.floor(total)
            result_2 = torch.floor(total_2)
            reshaped_3 = (total - result).reshape(-1, 28, 28, 1)
            reshaped_4 = (total_2 - result_2).reshape(-1, 28, 28, 1)
            result_3 = torch.remainder(result_2, 56.0)
            scaled_3 = torch.minimum(result_3, 55.0 - result_3) * 28.0
            result_4 = torch.remainder(result, 56.0)
            result_5 = torch.minimum(result_4, 55.0 - result_4)
            rows = reshaped_2[((scaled_3 + result_5).int() + scaled_2).long()]
            result_6 = torch.remainder(result + 1.0, 56.0)
            result_7 = torch.minimum(result_6, 55.0 - result_6)
            rows_2 = reshaped_2[((scaled_3 + result_7).int() + scaled_2).long()]
            difference = 1.0 - reshaped_3
            result_8 = torch.remainder(result_2 + 1.0, 56.0)
            scaled_4 = torch.minimum(result_8, 55.0 - result_8) * 28.0
            rows_3 = reshaped_2[((scaled_4 + result_5).int() + scaled_2).long()]
            rows_4 = reshaped_2[((scaled_4 + result_7).int() + scaled_2).long()]
            scaled_5 = (rows * difference + rows_2 * reshaped_3) * (1.0 - reshaped_4)
            scaled_6 = (rows_3 * difference + rows_4 * reshaped_3) * reshaped_4
            return scaled_5 + scaled_6
        return x

self.y = RandomZoom()

return self.y(x)
`,
    ],
    [
      'RandomZoom([-0.2, 0.3], [-0.1, 0.1])',
      `
class RandomZoom(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            reshaped = (drawn * 0.5 + 0.8).reshape(-1, 1, 1)
            drawn_2 = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            reshaped_2 = (drawn_2 * 0.2 + 0.9).reshape(-1, 1, 1)
            places = (
                torch.arange(28, dtype=torch.int32, device=x.device)
                .reshape(1, 1, -1)
                .expand(1, 1, 28)
            )
            numbers = places.float()
            places_2 = (
                torch.arange(28, dtype=torch.int32, device=x.device)
                .reshape(1, -1, 1)
                .expand(1, 28, 1)
            )
            numbers_2 = places_2.float()
            total = numbers * reshaped_2 + numbers_2 * 0.0 + 13.5 * (1.0 - reshaped_2)
            total_2 = numbers * 0.0 + numbers_2 * reshaped + 13.5 * (1.0 - reshaped)
            reshaped_3 = x.reshape(-1, 3)
            places_3 = (
                torch.arange(x.shape[0], dtype=torch.int32, device=x.device)
                .reshape(-1, 1, 1)
                .expand(x.shape[0], 1, 1)
            )
            scaled = places_3 * 784
            result = torch.floor(total)
            result_2 = torch.floor(total_2)
            reshaped_4 = (total - result).reshape(-1, 28, 28, 1)
            reshaped_5 = (total_2 - result_2).reshape(-1, 28, 28, 1)
            result_3 = torch.remainder(result_2, 56.0)
            scaled_2 = torch.minimum(result_3, 55.0 - result_3) * 28.0
            result_4 = torch.remainder(result, 56.0)
            result_5 = torch.minimum(result_4, 55.0 - result_4)
            rows = reshaped_3[((scaled_2 + result_5).int() + scaled).long()]
            result_6 = torch.remainder(result + 1.0, 56.0)
            result_7 = torch.minimum(result_6, 55.0 - result_6)
            rows_2 = reshaped_3[((scaled_2 + result_7).int() + scaled).long()]
            difference = 1.0 - reshaped_4
            result_8 = torch.remainder(result_2 + 1.0, 56.0)
            scaled_3 = torch.minimum(result_8, 55.0 - result_8) * 28.0
            rows_3 = reshaped_3[((scaled_3 + result_5).int() + scaled).long()]
            rows_4 = reshaped_3[((scaled_3 + result_7).int() + scaled).long()]
            scaled_4 = (rows * difference + rows_2 * reshaped_4) * (1.0 - reshaped_5)
            scaled_5 = (rows_3 * difference + rows_4 * reshaped_4) * reshaped_5
            return scaled_4 + scaled_5
        return x

self.y = RandomZoom()

return self.y(x)
`,
    ],
  ]);
});

describe('RandomBrightness', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'RandomBrightness(0.2)',
      `
class RandomBrightness(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            total = x + (drawn * 0.4 + -0.2) * 255.0
            result = torch.maximum(total, torch.tensor(0.0, device=x.device))
            result_2 = torch.minimum(result, torch.tensor(255.0, device=x.device))
            return torch.where(
                (total >= 0.0) & (total <= 255.0), total, result_2.detach()
            )
        return x

self.y = RandomBrightness()

return self.y(x)
`,
    ],
    [
      'RandomBrightness(factor: 0.2, value_range: [0, 1])',
      `
class RandomBrightness(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            total = x + drawn * 0.4 + -0.2
            result = torch.maximum(total, torch.tensor(0.0, device=x.device))
            result_2 = torch.minimum(result, torch.tensor(1.0, device=x.device))
            return torch.where(
                (total >= 0.0) & (total <= 1.0), total, result_2.detach()
            )
        return x

self.y = RandomBrightness()

return self.y(x)
`,
    ],
  ]);
});

describe('RandomContrast', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'RandomContrast(0.2)',
      `
class RandomContrast(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            mean = x.mean((1, 2), keepdim=True)
            total = (x - mean) * (drawn * 0.2 + 1.0) + mean
            result = torch.maximum(total, torch.tensor(0.0, device=x.device))
            result_2 = torch.minimum(result, torch.tensor(255.0, device=x.device))
            return torch.where(
                (total >= 0.0) & (total <= 255.0), total, result_2.detach()
            )
        return x

self.y = RandomContrast()

return self.y(x)
`,
    ],
    [
      'RandomContrast(factor: 0.2, value_range: [0, 1])',
      `
class RandomContrast(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            mean = x.mean((1, 2), keepdim=True)
            total = (x - mean) * (drawn * 0.2 + 1.0) + mean
            result = torch.maximum(total, torch.tensor(0.0, device=x.device))
            result_2 = torch.minimum(result, torch.tensor(1.0, device=x.device))
            return torch.where(
                (total >= 0.0) & (total <= 1.0), total, result_2.detach()
            )
        return x

self.y = RandomContrast()

return self.y(x)
`,
    ],
  ]);
});

describe('RandomColorDegeneration', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'RandomColorDegeneration(0.2)',
      `
class RandomColorDegeneration(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            result = torch.tensor(
                [0.2989, 0.587, 0.114], dtype=torch.float32, device=x.device
            )
            scaled = (drawn * 0.4 + -0.2) * ((x * result).sum(-1, keepdim=True) - x)
            total = x + scaled
            result_2 = torch.maximum(total, torch.tensor(0.0, device=x.device))
            result_3 = torch.minimum(result_2, torch.tensor(255.0, device=x.device))
            return torch.where(
                (total >= 0.0) & (total <= 255.0), total, result_3.detach()
            )
        return x

self.y = RandomColorDegeneration()

return self.y(x)
`,
    ],
    [
      'RandomColorDegeneration(factor: 0.2, value_range: [0, 1])',
      `
class RandomColorDegeneration(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            result = torch.tensor(
                [0.2989, 0.587, 0.114], dtype=torch.float32, device=x.device
            )
            scaled = (drawn * 0.4 + -0.2) * ((x * result).sum(-1, keepdim=True) - x)
            total = x + scaled
            result_2 = torch.maximum(total, torch.tensor(0.0, device=x.device))
            result_3 = torch.minimum(result_2, torch.tensor(1.0, device=x.device))
            return torch.where(
                (total >= 0.0) & (total <= 1.0), total, result_3.detach()
            )
        return x

self.y = RandomColorDegeneration()

return self.y(x)
`,
    ],
  ]);
});

describe('RandomSharpness', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'RandomSharpness(0.2)',
      `
class RandomSharpness(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            result = torch.tensor(
                [
                    0.07692308,
                    0.07692308,
                    0.07692308,
                    0.07692308,
                    0.3846154,
                    0.07692308,
                    0.07692308,
                    0.07692308,
                    0.07692308,
                ],
                dtype=torch.float32,
                device=x.device,
            ).reshape(3, 3)
            convolved = F.conv2d(
                x.permute(0, 3, 1, 2).reshape(-1, 28, 28, 1).permute(0, 3, 1, 2),
                result.reshape(3, 3, 1, 1).permute(3, 2, 0, 1),
                padding=1,
            ).permute(0, 2, 3, 1)
            turned_2 = convolved.reshape(-1, 3, 28, 28).permute(0, 2, 3, 1)
            total = x + (1.0 - drawn * 0.2 * 2.0) * (turned_2 - x)
            result_2 = torch.maximum(total, torch.tensor(0.0, device=x.device))
            result_3 = torch.minimum(result_2, torch.tensor(255.0, device=x.device))
            return torch.where(
                (total >= 0.0) & (total <= 255.0), total, result_3.detach()
            )
        return x

self.y = RandomSharpness()

return self.y(x)
`,
    ],
    [
      'RandomSharpness(factor: 0.2, value_range: [0, 1])',
      `
class RandomSharpness(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            result = torch.tensor(
                [
                    0.07692308,
                    0.07692308,
                    0.07692308,
                    0.07692308,
                    0.3846154,
                    0.07692308,
                    0.07692308,
                    0.07692308,
                    0.07692308,
                ],
                dtype=torch.float32,
                device=x.device,
            ).reshape(3, 3)
            convolved = F.conv2d(
                x.permute(0, 3, 1, 2).reshape(-1, 28, 28, 1).permute(0, 3, 1, 2),
                result.reshape(3, 3, 1, 1).permute(3, 2, 0, 1),
                padding=1,
            ).permute(0, 2, 3, 1)
            turned_2 = convolved.reshape(-1, 3, 28, 28).permute(0, 2, 3, 1)
            total = x + (1.0 - drawn * 0.2 * 2.0) * (turned_2 - x)
            result_2 = torch.maximum(total, torch.tensor(0.0, device=x.device))
            result_3 = torch.minimum(result_2, torch.tensor(1.0, device=x.device))
            return torch.where(
                (total >= 0.0) & (total <= 1.0), total, result_3.detach()
            )
        return x

self.y = RandomSharpness()

return self.y(x)
`,
    ],
  ]);
});

describe('RandomColorJitter', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'RandomColorJitter(brightness_factor: 0.2)',
      `
class RandomColorJitter(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            total = x + (drawn * 0.4 + -0.2) * 255.0
            result = torch.maximum(total, torch.tensor(0.0, device=x.device))
            result_2 = torch.minimum(result, torch.tensor(255.0, device=x.device))
            return torch.where(
                (total >= 0.0) & (total <= 255.0), total, result_2.detach()
            )
        return x

self.y = RandomColorJitter()

return self.y(x)
`,
    ],
  ]);
});

describe('RandomGrayscale', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'RandomGrayscale()',
      `
class RandomGrayscale(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            result = torch.tensor(
                [0.2989, 0.587, 0.114], dtype=torch.float32, device=x.device
            )
            return torch.where(drawn < 0.5, (x * result).sum(-1, keepdim=True), x)
        return x

self.y = RandomGrayscale()

return self.y(x)
`,
    ],
    [
      'RandomGrayscale(1)',
      `
class RandomGrayscale(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            result = torch.tensor(
                [0.2989, 0.587, 0.114], dtype=torch.float32, device=x.device
            )
            return torch.where(drawn < 1.0, (x * result).sum(-1, keepdim=True), x)
        return x

self.y = RandomGrayscale()

return self.y(x)
`,
    ],
  ]);
});

describe('RandomInvert', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'RandomInvert()',
      `
class RandomInvert(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            drawn_2 = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            return torch.where(drawn < drawn_2, 255.0 - x, x)
        return x

self.y = RandomInvert()

return self.y(x)
`,
    ],
    [
      'RandomInvert(0.5, value_range: [0, 1])',
      `
class RandomInvert(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            drawn_2 = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            return torch.where(drawn < drawn_2 * 0.5, 1.0 - x, x)
        return x

self.y = RandomInvert()

return self.y(x)
`,
    ],
  ]);
});

describe('RandomPosterization', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'RandomPosterization(4)',
      `
class RandomPosterization(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            result = torch.pow(
                torch.tensor(2.0, device=x.device), 8.0 - torch.floor(drawn * 3.0 + 1.0)
            )
            quotient = torch.remainder(torch.floor(x), 256.0) / result
            return torch.floor(quotient) * result
        return x

self.y = RandomPosterization()

return self.y(x)
`,
    ],
  ]);
});

describe('RandomGaussianBlur', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'RandomGaussianBlur()',
      `
class RandomGaussianBlur(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            drawn_2 = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            total = torch.rand(2, device=x.device) + 0.000001
            places = torch.arange(3, dtype=torch.int32, device=x.device)
            difference = places.float() - 1.0
            quotient = difference / total[1:]
            exponential = torch.exp(quotient**2 * -0.5)
            quotient_2 = difference / total[:1]
            exponential_2 = torch.exp(quotient_2**2 * -0.5)
            reshaped = (exponential / exponential.sum()).reshape(3, 1)
            reshaped_2 = (exponential_2 / exponential_2.sum()).reshape(1, 3)
            convolved = F.conv2d(
                x.permute(0, 3, 1, 2).reshape(-1, 28, 28, 1).permute(0, 3, 1, 2),
                (reshaped * reshaped_2).reshape(3, 3, 1, 1).permute(3, 2, 0, 1),
                padding=1,
            ).permute(0, 2, 3, 1)
            turned_2 = convolved.reshape(-1, 3, 28, 28).permute(0, 2, 3, 1)
            chosen = torch.where(drawn < drawn_2, turned_2, x)
            result = torch.maximum(chosen, torch.tensor(0.0, device=x.device))
            result_2 = torch.minimum(result, torch.tensor(255.0, device=x.device))
            return torch.where(
                (chosen >= 0.0) & (chosen <= 255.0), chosen, result_2.detach()
            )
        return x

self.y = RandomGaussianBlur()

return self.y(x)
`,
    ],
    [
      'RandomGaussianBlur(kernel_size: 5, sigma: 0.5)',
      `
class RandomGaussianBlur(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            drawn_2 = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            total = torch.rand(2, device=x.device) * 0.5 + 0.000001
            places = torch.arange(5, dtype=torch.int32, device=x.device)
            difference = places.float() - 2.0
            quotient = difference / total[1:]
            exponential = torch.exp(quotient**2 * -0.5)
            quotient_2 = difference / total[:1]
            exponential_2 = torch.exp(quotient_2**2 * -0.5)
            reshaped = (exponential / exponential.sum()).reshape(5, 1)
            reshaped_2 = (exponential_2 / exponential_2.sum()).reshape(1, 5)
            convolved = F.conv2d(
                x.permute(0, 3, 1, 2).reshape(-1, 28, 28, 1).permute(0, 3, 1, 2),
                (reshaped * reshaped_2).reshape(5, 5, 1, 1).permute(3, 2, 0, 1),
                padding=2,
            ).permute(0, 2, 3, 1)
            turned_2 = convolved.reshape(-1, 3, 28, 28).permute(0, 2, 3, 1)
            chosen = torch.where(drawn < drawn_2, turned_2, x)
            result = torch.maximum(chosen, torch.tensor(0.0, device=x.device))
            result_2 = torch.minimum(result, torch.tensor(255.0, device=x.device))
            return torch.where(
                (chosen >= 0.0) & (chosen <= 255.0), chosen, result_2.detach()
            )
        return x

self.y = RandomGaussianBlur()

return self.y(x)
`,
    ],
  ]);
});

describe('RandomErasing', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'RandomErasing()',
      `
class RandomErasing(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            drawn_2 = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            places = (
                torch.arange(28, dtype=torch.int32, device=x.device)
                .reshape(1, 1, -1)
                .expand(1, 1, 28)
            )
            places_2 = (
                torch.arange(28, dtype=torch.int32, device=x.device)
                .reshape(1, -1, 1)
                .expand(1, 28, 1)
            )
            reshaped = places.float().reshape(1, 1, 28, 1)
            scaled = torch.sqrt(drawn * 0.31 + 0.02) * 28.0
            drawn_3 = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            scaled_2 = drawn_3 * (28.0 - scaled)
            both = (scaled_2 <= reshaped) & (reshaped < scaled_2 + scaled)
            reshaped_2 = places_2.float().reshape(1, 28, 1, 1)
            scaled_3 = torch.sqrt(drawn_2 * 0.31 + 0.02) * 28.0
            drawn_4 = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            scaled_4 = drawn_4 * (28.0 - scaled_3)
            both_2 = (scaled_4 <= reshaped_2) & (reshaped_2 < scaled_4 + scaled_3)
            drawn_5 = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            drawn_6 = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            drawn_7 = torch.rand(x.shape[0], 28, 28, 3, device=x.device)
            drawn_8 = torch.rand(x.shape[0], 28, 28, 3, device=x.device)
            scaled_5 = torch.sqrt(torch.log(1.0 - drawn_7) * -2.0) * torch.cos(
                drawn_8 * 6.2831853
            )
            scaled_6 = scaled_5 * 255.0
            result = torch.maximum(scaled_6, torch.tensor(0.0, device=x.device))
            result_2 = torch.minimum(result, torch.tensor(255.0, device=x.device))
            chosen = torch.where(
                (scaled_6 >= 0.0) & (scaled_6 <= 255.0), scaled_6, result_2.detach()
            )
            return torch.where(both & both_2 & (drawn_5 < drawn_6), chosen, x)
        return x

self.y = RandomErasing()

return self.y(x)
`,
    ],
    [
      'RandomErasing(0.5, scale: [0.1, 0.2], fill_value: 0)',
      `
class RandomErasing(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            drawn_2 = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            places = (
                torch.arange(28, dtype=torch.int32, device=x.device)
                .reshape(1, 1, -1)
                .expand(1, 1, 28)
            )
            places_2 = (
                torch.arange(28, dtype=torch.int32, device=x.device)
                .reshape(1, -1, 1)
                .expand(1, 28, 1)
            )
            reshaped = places.float().reshape(1, 1, 28, 1)
            scaled = torch.sqrt(drawn * 0.1 + 0.1) * 28.0
            drawn_3 = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            scaled_2 = drawn_3 * (28.0 - scaled)
            both = (scaled_2 <= reshaped) & (reshaped < scaled_2 + scaled)
            reshaped_2 = places_2.float().reshape(1, 28, 1, 1)
            scaled_3 = torch.sqrt(drawn_2 * 0.1 + 0.1) * 28.0
            drawn_4 = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            scaled_4 = drawn_4 * (28.0 - scaled_3)
            both_2 = (scaled_4 <= reshaped_2) & (reshaped_2 < scaled_4 + scaled_3)
            drawn_5 = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            drawn_6 = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            both_3 = (torch.tensor(0.0, device=x.device) <= 0.0) & (
                torch.tensor(0.0, device=x.device) <= 255.0
            )
            result = torch.maximum(
                torch.tensor(0.0, device=x.device), torch.tensor(0.0, device=x.device)
            )
            result_2 = torch.minimum(result, torch.tensor(255.0, device=x.device))
            chosen = torch.where(
                both_3, torch.tensor(0.0, device=x.device), result_2.detach()
            )
            return torch.where(both & both_2 & (drawn_5 < drawn_6 * 0.5), chosen, x)
        return x

self.y = RandomErasing()

return self.y(x)
`,
    ],
  ]);
});

describe('Solarization', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'Solarization()',
      `
class Solarization(nn.Module):
    def forward(self, x):
        if self.training:
            spread_out = torch.full(
                (x.shape[0], 1, 1, 1), 0.0, dtype=torch.float32, device=x.device
            )
            total = x + spread_out
            result = torch.maximum(total, torch.tensor(0.0, device=x.device))
            result_2 = torch.minimum(result, torch.tensor(255.0, device=x.device))
            chosen = torch.where(
                (total >= 0.0) & (total <= 255.0), total, result_2.detach()
            )
            return torch.where(chosen < spread_out, chosen, 255.0 - chosen)
        return x

self.y = Solarization()

return self.y(x)
`,
    ],
    [
      'Solarization(0.1, threshold_factor: 0.2)',
      `
class Solarization(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            drawn_2 = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            total = x + drawn * 25.5
            result = torch.maximum(total, torch.tensor(0.0, device=x.device))
            result_2 = torch.minimum(result, torch.tensor(255.0, device=x.device))
            chosen = torch.where(
                (total >= 0.0) & (total <= 255.0), total, result_2.detach()
            )
            return torch.where(chosen < drawn_2 * 51.0, chosen, 255.0 - chosen)
        return x

self.y = Solarization()

return self.y(x)
`,
    ],
  ]);
});

describe('AutoContrast', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'AutoContrast()',
      `
least = x.amin((1, 2), keepdim=True)
difference = x.amax((1, 2), keepdim=True) - least
matches = difference == 0.0
chosen = torch.where(matches, torch.tensor(1.0, device=x.device), difference)
scaled = (x - least) * 255.0 / chosen
result = torch.maximum(scaled, torch.tensor(0.0, device=x.device))
result_2 = torch.minimum(result, torch.tensor(255.0, device=x.device))
chosen_2 = torch.where(
    (scaled >= 0.0) & (scaled <= 255.0), scaled, result_2.detach()
)
return torch.where(matches, x, chosen_2)
`,
    ],
    [
      'AutoContrast(value_range: [0, 1])',
      `
scaled = x * 255.0
least = scaled.amin((1, 2), keepdim=True)
difference = scaled.amax((1, 2), keepdim=True) - least
matches = difference == 0.0
chosen = torch.where(matches, torch.tensor(1.0, device=x.device), difference)
scaled_2 = (scaled - least) * 255.0 / chosen
result = torch.maximum(scaled_2, torch.tensor(0.0, device=x.device))
result_2 = torch.minimum(result, torch.tensor(255.0, device=x.device))
chosen_2 = torch.where(
    (scaled_2 >= 0.0) & (scaled_2 <= 255.0), scaled_2, result_2.detach()
)
return torch.where(matches, x, chosen_2 / 255.0)
`,
    ],
  ]);
});

describe('MixUp', () => {
  writes(inPytorch, 'float32[28, 28, 3]', [
    [
      'MixUp()',
      `
class MixUp(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], device=x.device)
            reshaped = drawn.reshape(-1, 1)
            reshaped_2 = drawn.reshape(1, -1)
            places = (
                torch.arange(x.shape[0], dtype=torch.int32, device=x.device)
                .reshape(1, -1)
                .expand(1, x.shape[0])
            )
            places_2 = (
                torch.arange(x.shape[0], dtype=torch.int32, device=x.device)
                .reshape(-1, 1)
                .expand(x.shape[0], 1)
            )
            both = (reshaped_2 == reshaped) & (places < places_2)
            summed = ((reshaped_2 < reshaped) | both).float().sum(-1)
            drawn_2 = torch.rand(32, x.shape[0], 1, 1, 1, device=x.device)
            quotient = torch.log(1.0 - drawn_2) / 0.2
            drawn_3 = torch.rand(32, x.shape[0], 1, 1, 1, device=x.device)
            quotient_2 = torch.log(1.0 - drawn_3) / 0.8
            total = quotient_2 + F.softplus(quotient - quotient_2)
            numbers = (total <= 0.0).float()
            scaled = (quotient - total) * numbers * (numbers.cumsum(0) == 1.0).float()
            drawn_4 = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            result = torch.maximum(
                -torch.log(1.0 - drawn_4), torch.tensor(1e-30, device=x.device)
            )
            drawn_5 = torch.rand(32, x.shape[0], 1, 1, 1, device=x.device)
            quotient_3 = torch.log(1.0 - drawn_5) / 0.2
            drawn_6 = torch.rand(32, x.shape[0], 1, 1, 1, device=x.device)
            quotient_4 = torch.log(1.0 - drawn_6) / 0.8
            total_2 = quotient_4 + F.softplus(quotient_3 - quotient_4)
            numbers_2 = (total_2 <= 0.0).float()
            scaled_2 = numbers_2 * (numbers_2.cumsum(0) == 1.0).float()
            drawn_7 = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            result_2 = torch.maximum(
                -torch.log(1.0 - drawn_7), torch.tensor(1e-30, device=x.device)
            )
            total_3 = ((quotient_3 - total_2) * scaled_2).sum(0) + torch.log(result_2)
            gate = torch.sigmoid(scaled.sum(0) + torch.log(result) - total_3)
            return x * gate + x[summed.int().long()] * (1.0 - gate)
        return x

self.y = MixUp()

return self.y(x)
`,
    ],
    [
      'MixUp(0.5)',
      `
class MixUp(nn.Module):
    def forward(self, x):
        if self.training:
            drawn = torch.rand(x.shape[0], device=x.device)
            reshaped = drawn.reshape(-1, 1)
            reshaped_2 = drawn.reshape(1, -1)
            places = (
                torch.arange(x.shape[0], dtype=torch.int32, device=x.device)
                .reshape(1, -1)
                .expand(1, x.shape[0])
            )
            places_2 = (
                torch.arange(x.shape[0], dtype=torch.int32, device=x.device)
                .reshape(-1, 1)
                .expand(x.shape[0], 1)
            )
            both = (reshaped_2 == reshaped) & (places < places_2)
            summed = ((reshaped_2 < reshaped) | both).float().sum(-1)
            drawn_2 = torch.rand(32, x.shape[0], 1, 1, 1, device=x.device)
            quotient = torch.log(1.0 - drawn_2) / 0.5
            drawn_3 = torch.rand(32, x.shape[0], 1, 1, 1, device=x.device)
            quotient_2 = torch.log(1.0 - drawn_3) / 0.5
            total = quotient_2 + F.softplus(quotient - quotient_2)
            numbers = (total <= 0.0).float()
            scaled = (quotient - total) * numbers * (numbers.cumsum(0) == 1.0).float()
            drawn_4 = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            result = torch.maximum(
                -torch.log(1.0 - drawn_4), torch.tensor(1e-30, device=x.device)
            )
            drawn_5 = torch.rand(32, x.shape[0], 1, 1, 1, device=x.device)
            quotient_3 = torch.log(1.0 - drawn_5) / 0.5
            drawn_6 = torch.rand(32, x.shape[0], 1, 1, 1, device=x.device)
            quotient_4 = torch.log(1.0 - drawn_6) / 0.5
            total_2 = quotient_4 + F.softplus(quotient_3 - quotient_4)
            numbers_2 = (total_2 <= 0.0).float()
            scaled_2 = numbers_2 * (numbers_2.cumsum(0) == 1.0).float()
            drawn_7 = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
            result_2 = torch.maximum(
                -torch.log(1.0 - drawn_7), torch.tensor(1e-30, device=x.device)
            )
            total_3 = ((quotient_3 - total_2) * scaled_2).sum(0) + torch.log(result_2)
            gate = torch.sigmoid(scaled.sum(0) + torch.log(result) - total_3)
            return x * gate + x[summed.int().long()] * (1.0 - gate)
        return x

self.y = MixUp()

return self.y(x)
`,
    ],
  ]);
});
