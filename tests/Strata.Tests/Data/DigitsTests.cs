using System.Numerics.Tensors;
using Strata.Data;

namespace Strata.Tests.Data;

public class DigitsTests
{
    private static readonly ImageSet s_set = Digits.Load();

    private static int[] Labels(LabeledImages images) => images.Labels.ToArray<int>();

    [Fact]
    public void The_embedded_digits_have_the_form_of_mnist_and_say_what_they_are()
    {
        Assert.Equal("Digits", s_set.Name);
        Assert.Equal(
            "UCI optical digits, 1,442 + 355 images of 8x8 enlarged to 28x28, the sample embedded in Strata", s_set.Source);
        Assert.Equal((1442, 28, 28), (s_set.Train.Count, s_set.Train.Height, s_set.Train.Width));
        Assert.Equal((355, 28, 28), (s_set.Test.Count, s_set.Test.Height, s_set.Test.Width));
        Assert.Equal(10, s_set.ClassNames.Count);
    }

    [Fact]
    public void Each_class_has_the_documented_number_of_pictures()
    {
        Assert.Equal([143, 146, 142, 147, 145, 146, 145, 144, 140, 144], Labels(s_set.Train).CountBy(l => l).OrderBy(c => c.Key).Select(c => c.Value));
        Assert.Equal([35, 36, 35, 36, 36, 36, 36, 35, 34, 36], Labels(s_set.Test).CountBy(l => l).OrderBy(c => c.Key).Select(c => c.Value));
    }

    [Fact]
    public void Pictures_are_white_on_a_black_border_of_four()
    {
        for (int i = 0; i < s_set.Test.Count; i++)
        {
            byte[] pixels = s_set.Test.Picture(i).Pixels;
            Assert.True(pixels.Max() > 200);
            for (int p = 0; p < pixels.Length; p++)
                if (p / 28 is < 4 or >= 24 || p % 28 is < 4 or >= 24) Assert.Equal(0, pixels[p]);
        }
    }

    [Fact]
    public void The_nearest_training_picture_mostly_has_the_same_digit()
    {
        // One nearest neighbour is right for almost all of them where the same writers are on both sides.
        float[] train = s_set.Train.Images.ToArray<float>(), test = s_set.Test.Images.ToArray<float>();
        int[] trainLabels = Labels(s_set.Train), testLabels = Labels(s_set.Test);
        int right = 0;
        const int size = 28 * 28;
        for (int i = 0; i < s_set.Test.Count; i += 4)
        {
            ReadOnlySpan<float> picture = test.AsSpan(i * size, size);
            (float least, int nearest) = (float.MaxValue, 0);
            for (int j = 0; j < s_set.Train.Count; j++)
            {
                float distance = TensorPrimitives.Distance(picture, train.AsSpan(j * size, size));
                if (distance < least) (least, nearest) = (distance, j);
            }
            if (trainLabels[nearest] == testLabels[i]) right++;
        }
        Assert.InRange(right, 85, 89);
    }
}
