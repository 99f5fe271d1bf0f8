plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.kotlin.compose)
}

android {
    namespace = "org.countersign.app"
    compileSdk { version = release(37) { minorApiLevel = 0 } }

    defaultConfig {
        applicationId = "org.countersign.app"
        minSdk = 28
        targetSdk = 36
        versionCode = 1
        versionName = "0.1.0"
        // Those that `bindings/build android` builds for: JNA brings x86 and older ones too, and a phone that took one of
        // those would find no library of ours.
        ndk.abiFilters += listOf("arm64-v8a", "armeabi-v7a", "x86_64")
    }

    buildFeatures {
        compose = true
    }

    buildTypes {
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"))
        }
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }

    androidResources {
        localeFilters += listOf("en", "nl")
        // The system's settings offer these languages for this app alone; res/resources.properties names the one of `values`.
        generateLocaleConfig = true
    }

    // Fakes of the library in memory, for tests only.
    sourceSets {
        named("test") {
            kotlin.directories += "../kit/src/memory/kotlin"
        }
    }

    testOptions {
        unitTests {
            isIncludeAndroidResources = true
            all {
                val pictures = layout.buildDirectory.dir("screenshots").get().asFile
                it.doFirst { pictures.mkdirs() }
                // Robolectric opens files by their descriptors, which Java keeps to itself unless told otherwise.
                it.jvmArgs("--add-opens=java.base/java.io=ALL-UNNAMED")
                it.systemProperty("screenshots", pictures.path)
                it.systemProperty("resources", file("src/main/res").path)
                it.systemProperty("sources", file("src/main/kotlin").path)
            }
        }
    }
}

dependencies {
    implementation(project(":kit"))
    implementation(libs.coroutines.android)
    implementation(libs.compose.ui)
    implementation(libs.compose.foundation)
    implementation(libs.material3)
    implementation(libs.activity.compose)
    implementation(libs.lifecycle.compose)
    implementation(libs.core.ktx)
    implementation(libs.biometric)
    implementation(libs.fragment)

    // The empty activity of the screens' tests: its manifest is merged into the app's, so never into what ships.
    debugImplementation(libs.compose.test.manifest)
    testImplementation(libs.junit4)
    testImplementation(libs.robolectric)
    testImplementation(libs.compose.test)
    testImplementation(libs.test.core)
    testImplementation(libs.test.junit)
    testImplementation(libs.coroutines.test)
}
