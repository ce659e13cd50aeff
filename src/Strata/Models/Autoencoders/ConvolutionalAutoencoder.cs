using Strata.Initializers;
using Strata.Layers;

namespace Strata.Models.Autoencoders;

/// <summary>
/// A convolutional autoencoder (Masci, Meier, Cireşan and Schmidhuber 2011): two convolutions of 3×3 with rectifiers and max pooling by two, and the way back by transposed
/// convolutions, [batch, channels, height, width] with code [batch, maps, height / 4, width / 4].
/// </summary>
public static class ConvolutionalAutoencoder
{
    /// <summary>The network.</summary>
    /// <param name="channels">Of the pictures. Default: 1.</param>
    /// <param name="filters">Of the first convolution. Default: 16.</param>
    /// <param name="maps">Of the second one, the channels of the code. Default: 8.</param>
    /// <param name="switches">
    /// Whether each maximum goes back to where it was found (unpooling; Zeiler and Fergus 2014), so that the code need not tell places; codes can then not be
    /// decoded without
    /// their pictures. False repeats each element instead, and codes can be decoded by themselves. Default: true.
    /// </param>
    /// <param name="reconstruction">Default: the cross-entropy, for pixels.</param>
    /// <param name="corruption">What happens to a picture in training. Default: nothing.</param>
    public static Autoencoder Create(
        int channels = 1, int filters = 16, int maps = 8, bool switches = true, Reconstruction reconstruction = Reconstruction.CrossEntropy, Layer? corruption = null)
    {
        var (first, second) = (new MaxPool2D(2), new MaxPool2D(2));
        return new Autoencoder(
            new Sequential(
                new Conv2D(filters, 3, padding: 1, weightInitializer: new HeNormal()), new Relu(), first,
                new Conv2D(maps, 3, padding: 1, weightInitializer: new HeNormal()), new Relu(), second),
            new Sequential(
                Back(second), new ConvTranspose2D(filters, 3, padding: 1, weightInitializer: new HeNormal()), new Relu(),
                Back(first), new ConvTranspose2D(channels, 3, padding: 1)),
            corruption, reconstruction: reconstruction);

        Layer Back(MaxPool2D pool) => switches ? new MaxUnpool2D(pool) : new UpSample2D(2);
    }
}
