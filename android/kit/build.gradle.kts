plugins {
    alias(libs.plugins.android.library)
}

// What `bindings/build android` leaves behind: the generated Kotlin and one native library a processor.
val bindings = rootProject.file("../target/bindings-release")
val nativeLibraries = rootProject.file("../target/jniLibs")

android {
    namespace = "org.countersign.kit"
    compileSdk = 36

    defaultConfig {
        minSdk = 28
        consumerProguardFiles("consumer-rules.pro")
    }

    sourceSets {
        named("main") {
            kotlin.directories += listOf("src/main/kotlin", bindings.path)
            jniLibs.directories += nativeLibraries.path
        }
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
}

dependencies {
    api(libs.coroutines.core)
    implementation(libs.jna) { artifact { type = "aar" } }
}
